import type { Trace } from '../core/audit/trace.ts'
import type { Connection } from '../core/connections/connection.ts'
import type { ProviderDocument } from '../core/connections/provider-document.ts'
import type { AssertedPerson } from '../core/users/asserted-person.ts'
import type { Visit } from '../front/visit.ts'
import { checkResponse } from './check-response.ts'
import { claimAt } from './claim-at.ts'
import { type Claims, mergeClaims, readPerson } from './claims.ts'
import { type Asked, exchangeCode, readUserinfo } from './identity-provider.ts'
import type { LoginDeps } from './login-deps.ts'
import type { WayBack } from './match-attempt.ts'
import { describeIdToken, namesOf } from './note-claims.ts'
import { requireFresh, verifyIdToken } from './verify-id-token.ts'

export type Received = Readonly<{
  document: ProviderDocument
  idToken: string
  /** Of the ID token, verified. */
  claims: Claims
  userinfo: Claims
  /** Both, as what the connection reads is read from. */
  told: Claims
  person: AssertedPerson
}>

type Answered = Readonly<{
  connection: Connection
  asked: Asked
  back: WayBack
  /** The person must have signed in at the provider after this. */
  freshSince?: number | undefined
}>

/** From the answer in the address to a person whose every claim was checked. Nothing is written. */
export async function receivePerson(
  deps: LoginDeps & { trace: Trace },
  { organization }: Pick<Visit, 'organization'>,
  { connection, asked, back, freshSince }: Answered,
): Promise<Received> {
  const { documents, trace } = deps
  const document = await trace.step('discover_provider', () =>
    documents.discover(organization, connection),
  )
  await trace.step('check_response', () => checkResponse(back.parameters, document))

  const peer = { organization, connection, document }
  const exchanged = await trace.step('exchange_code', async (note) => {
    note({ asked: `POST ${document.token_endpoint}`, clientAuth: connection.clientAuthMethod })
    const callback = new URL(`${organization.url}${back.path}?${back.parameters}`)
    return exchangeCode(deps, peer, { callback, asked })
  })
  const { accessToken, idToken, claims } = await trace.step('check_id_token', async (note) => {
    note({ clockAheadSeconds: exchanged.clockAheadSeconds })
    if (exchanged.kind === 'bad_id_token') throw exchanged.error
    const verified = await verifyIdToken(deps, { ...peer, ...exchanged })
    note({ subject: String(verified.sub), issuer: connection.issuer })
    note(describeIdToken(verified))
    if (freshSince !== undefined) requireFresh(verified, freshSince)
    return { ...exchanged, claims: verified }
  })
  const subject = String(claims.sub)
  const userinfo = await trace.step('read_userinfo', async (note) => {
    note({ endpoint: document.userinfo_endpoint ?? 'none' })
    const read = await readUserinfo(deps, peer, { accessToken, subject })
    if (document.userinfo_endpoint) note({ claims: namesOf(read) })
    return read
  })
  const told = mergeClaims(claims, userinfo)
  const person = readPerson(told, subject, connection)
  trace.heard(person)
  return { document, idToken, claims, userinfo, told, person }
}

/** Groups that are wanted and are not even named: a fault that a sign-in which goes well hides. */
export function missingGroups(
  { settings }: Connection,
  { told: claims, person }: Pick<Received, 'told' | 'person'>,
) {
  const name = settings.claims.groups
  const wanted = Object.hasOwn(person.claims, name) ? person.claims[name] : undefined
  if (!wanted || claimAt(claims, name) !== undefined) return {}
  const told = { check: 'groups claim', expected: name }
  return wanted.incomplete
    ? { ...told, missing: 'groups_overage', received: 'too many to send (overage)' }
    : { ...told, missing: 'groups', received: 'no such claim' }
}
