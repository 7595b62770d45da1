import { Failure } from '../base/errors.ts'
import type { LocalPath } from '../base/local-path.ts'
import { digest, newToken } from '../base/token.ts'
import type { Trace } from '../core/audit/trace.ts'
import type { Connection } from '../core/connections/connection.ts'
import { findConnectionIn } from '../core/connections/connection-store.ts'
import { holdProvider } from '../core/connections/hold-provider.ts'
import { decideFactors, PASSWORD_ALONE } from '../core/factors/decide-factors.ts'
import { readRequirement } from '../core/factors/read-requirement.ts'
import { LINK_REQUEST_MS, type LinkRequest } from '../core/link-requests/link-request.ts'
import { insertLinkRequest, takeLinkRequest } from '../core/link-requests/link-request-store.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { tryPassword } from '../core/throttle/try-password.ts'
import type { AssertedPerson } from '../core/users/asserted-person.ts'
import { inTransactionOnceMore, linkProved } from '../core/users/resolve-identity.ts'
import type { User } from '../core/users/user.ts'
import { findUser, lockUser } from '../core/users/user-store.ts'
import type { Visit } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import type { Proof } from './begin-session.ts'
import { completeSignIn } from './complete-sign-in.ts'
import { expired } from './expired.ts'
import type { LoginDeps, Onward } from './login-deps.ts'
import { triedAt } from './password-sign-in.ts'

/** What the provider said, kept sealed while the person looks for the password. */
export type Asserted = Readonly<{ person: AssertedPerson; proof: Proof }>

type Met = Readonly<{
  user: User | undefined
  connection: Connection
  asserted: Asserted
  browserDigest: string
  returnTo: LocalPath
}>

/** Keeps what was asserted, and answers where the browser proves the account that was met. */
export async function askForProof(
  tx: Db,
  { sealer, now, trace }: Pick<LoginDeps, 'sealer' | 'now'> & { trace: Trace },
  { user, connection, asserted, browserDigest, returnTo }: Met,
): Promise<string> {
  const token = newToken()
  const at = now()
  await insertLinkRequest(tx, {
    id: digest(token),
    organizationId: connection.organizationId,
    connectionId: connection.id,
    userId: user?.id,
    browserDigest,
    traceCode: trace.code,
    assertedSealed: await sealer.seal(JSON.stringify(asserted)),
    returnTo,
    createdAt: at,
    expiresAt: at + LINK_REQUEST_MS,
  })
  return `/sso/link?request=${token}`
}

/** The account's own password ties the identity to it. Until it is right nothing tells more. */
export async function linkAccount(
  deps: LoginDeps & { trace: Trace },
  visit: Visit,
  given: Readonly<{
    request: LinkRequest | undefined
    password: string
    cookieHeader: string | undefined
  }>,
): Promise<Onward> {
  const { db, now, sealer, trace } = deps
  const { organization } = visit
  const { password, cookieHeader } = given
  const request = await trace.step('match_attempt', () => {
    if (given.request) return given.request
    throw expired()
  })
  const connection = await trace.step('find_connection', async () => {
    const found = await findConnectionIn(db, organization.id, request.connectionId)
    if (found?.enabled && organization.settings.passwordSignIn) return found
    throw expired()
  })
  trace.about({ connectionId: connection.id })
  const opened: Asserted = JSON.parse(await sealer.open(request.assertedSealed))
  const { person } = opened
  // The password is shown now, however long ago the person signed in at the provider.
  const proof = { ...opened.proof, authenticatedAt: undefined }
  const user = await trace.step('check_password', () =>
    provedUser(deps, visit, { request, person, password, cookieHeader }),
  )
  return inTransactionOnceMore(db, async (tx) => {
    await holdProvider(tx, connection)
    const held = await lockUser(tx, user.id)
    // Another password since: what was proved is of the account as it was before.
    const isSame = held?.passwordHash === user.passwordHash
    if (!held || !isSame || !(await takeLinkRequest(tx, request))) throw expired()
    const { returnTo } = request
    const about = { connection, proof, returnTo, cookieHeader }
    if (await hasMoreToShow(tx, organization, held)) {
      return completeSignIn({ ...deps, db: tx }, visit, { ...about, user: held, toTie: person })
    }
    const linked = await trace.step('find_user', async (note) => {
      note({ subject: person.subject, email: person.email ?? 'none' })
      const resolved = await linkProved(tx, { organization, connection, person, user }, now())
      note({ how: resolved.how, ...resolved.mapping })
      return resolved
    })
    return completeSignIn({ ...deps, db: tx }, visit, { ...about, user: linked.user })
  })
}

/** Who knows the password alone must tie nobody to an account that has a second factor. */
async function hasMoreToShow(tx: Db, organization: Organization, user: User): Promise<boolean> {
  const requirement = await readRequirement(tx, { organization, user })
  const { secondFactors = 0 } = user
  return decideFactors({ requirement, secondFactors, amr: PASSWORD_ALONE, shown: [] }) === 'ask'
}

type Shown = Readonly<{
  request: LinkRequest
  person: AssertedPerson
  password: string
  cookieHeader: string | undefined
}>

async function provedUser(
  deps: LoginDeps & { trace: Trace },
  visit: Visit,
  { request, person, password, cookieHeader }: Shown,
): Promise<User> {
  const { db, now, trace } = deps
  const user = request.userId ? await findUser(db, request.userId) : undefined
  if (user) trace.about({ userId: user.id })
  // Where no account may be tied, by the name that the account met would be tried under.
  const login = user ? user.login : (person.email ?? person.login ?? person.subject)
  const tried = triedAt(deps, visit, { login, user, cookieHeader })
  const passwordHash = user?.passwordHash
  const isRight = await tryPassword(db, { tried, passwordHash, password }, now())
  if (user && isRight) return user
  throw new Failure(
    'wrong_password',
    'The password is wrong, or this account cannot be connected.',
    { detail: { reason: user ? 'wrong' : 'no account to tie' } },
  )
}
