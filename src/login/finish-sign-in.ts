import type { UserId } from '../base/ids.ts'
import type { Trace } from '../core/audit/trace.ts'
import type { Connection } from '../core/connections/connection.ts'
import { forgetSignInAttempt } from '../core/sign-in-attempts/sign-in-attempt-store.ts'
import type { AssertedPerson } from '../core/users/asserted-person.ts'
import { inTransactionOnceMore, resolveIdentity } from '../core/users/resolve-identity.ts'
import type { Visit } from '../front/visit.ts'
import { beginSession } from './begin-session.ts'
import { checkResponse } from './check-response.ts'
import { claimAt } from './claim-at.ts'
import { type Claims, listOf, mergeClaims, readPerson } from './claims.ts'
import { exchangeCode, readUserinfo } from './identity-provider.ts'
import { leavePreviousSession } from './leave-previous-session.ts'
import { askForProof } from './link-account.ts'
import type { LoginDeps, Onward } from './login-deps.ts'
import { type Match, requireConnection, requireMatch, type WayBack } from './match-attempt.ts'
import { describeIdToken, namesOf } from './note-claims.ts'
import { verifyIdToken } from './verify-id-token.ts'

type Deps = LoginDeps & { trace: Trace }
type Ended = Readonly<{ location: string } | { cookies: readonly string[]; userId: UserId }>
type Matched = Extract<Match, { kind: 'matched' }>

/** The person is back from their provider. The steps are those of docs/flows and of the trace. */
export async function finishSignIn(
  deps: Deps,
  visit: Visit,
  { match, back }: { match: Match; back: WayBack },
): Promise<Onward> {
  try {
    const matched = await deps.trace.step('match_attempt', () => requireMatch(match, back))
    return await signIn(deps, visit, matched, back)
  } catch (error) {
    if (match.kind === 'matched') await forgetSignInAttempt(deps.db, match.attempt.id)
    throw error
  }
}

async function signIn(
  deps: Deps,
  visit: Visit,
  { attempt, state }: Matched,
  back: WayBack,
): Promise<Onward> {
  const { db, now, sealer, documents, trace } = deps
  const { organization } = visit
  const connection = await trace.step('find_connection', () =>
    requireConnection(db, visit, attempt, back.path),
  )
  trace.about({ connectionId: connection.id })
  const document = await trace.step('discover_provider', () =>
    documents.discover(organization, connection),
  )
  await trace.step('check_response', () => checkResponse(back.parameters, document))

  const peer = { organization, connection, document }
  const exchanged = await trace.step('exchange_code', async (note) => {
    note({ asked: `POST ${document.token_endpoint}`, clientAuth: connection.clientAuthMethod })
    const codeVerifier = await sealer.open(attempt.codeVerifierSealed)
    const callback = new URL(`${organization.url}${back.path}?${back.parameters}`)
    const asked = { state, nonce: attempt.nonce, codeVerifier }
    return exchangeCode(deps, peer, { callback, asked })
  })
  const { accessToken, idToken, claims } = await trace.step('check_id_token', async (note) => {
    note({ clockAheadSeconds: exchanged.clockAheadSeconds })
    if (exchanged.kind === 'bad_id_token') throw exchanged.error
    const verified = await verifyIdToken(deps, { ...peer, ...exchanged })
    note({ subject: String(verified.sub), issuer: connection.issuer })
    note(describeIdToken(verified))
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
  const missing = missingGroups(connection, told, person)
  const keepsIdToken = connection.settings.signOutAtProvider && document.end_session_endpoint
  const idTokenSealed = keepsIdToken ? await sealer.seal(idToken) : undefined

  const { cookieHeader } = back
  // The network is behind us: a transaction must never wait for someone else's server.
  const proof = { idTokenSealed, ...proofOf(claims) }
  const ended = await inTransactionOnceMore(db, async (tx): Promise<Ended> => {
    const found = await trace.step('find_user', async (note) => {
      note({ subject, email: person.email ?? 'none', groups: person.groups.length, ...missing })
      const resolved = await resolveIdentity(tx, { organization, connection, person }, now())
      note({ how: resolved.how, ...('mapping' in resolved && resolved.mapping) })
      return resolved
    })
    if (found.how === 'to prove') {
      const { browserDigest, returnTo } = attempt
      const asserted = { person, proof }
      const met = { user: found.user, connection, asserted, browserDigest, returnTo }
      return { location: await askForProof(tx, deps, met) }
    }
    const { user } = found
    trace.about({ userId: user.id })
    const begun = await trace.step('start_session', () =>
      beginSession({ db: tx, sealer }, visit, { user, connection, cookieHeader, ...proof }, now()),
    )
    return { cookies: begun, userId: user.id }
  })
  if ('location' in ended) return { ...ended, cookies: [], goesOn: true }
  const { cookies, userId } = ended
  await leavePreviousSession(deps, visit, { cookieHeader, userId })
  return { location: attempt.returnTo, cookies }
}

/** Groups that are wanted and are not even named: a fault that a sign-in which goes well hides. */
function missingGroups({ settings }: Connection, claims: Claims, person: AssertedPerson) {
  const name = settings.claims.groups
  const wanted = Object.hasOwn(person.claims, name) ? person.claims[name] : undefined
  if (!wanted || claimAt(claims, name) !== undefined) return {}
  const told = { check: 'groups claim', expected: name }
  return wanted.incomplete
    ? { ...told, missing: 'groups_overage', received: 'too many to send (overage)' }
    : { ...told, missing: 'groups', received: 'no such claim' }
}

/** How the provider says that the person proved who they are, and what it calls its session. */
function proofOf(claims: Readonly<Record<string, unknown>>) {
  const [acr] = listOf(claims.acr)
  const [upstreamSid] = listOf(claims.sid)
  return { amr: listOf(claims.amr).slice(0, 20), acr, upstreamSid }
}
