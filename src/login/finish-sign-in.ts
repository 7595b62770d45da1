import { SECOND } from '../base/clock.ts'
import type { Trace } from '../core/audit/trace.ts'
import { forgetSignInAttempt } from '../core/sign-in-attempts/sign-in-attempt-store.ts'
import { inTransactionOnceMore, resolveIdentity } from '../core/users/resolve-identity.ts'
import type { Visit } from '../front/visit.ts'
import { type Claims, listOf } from './claims.ts'
import { completeSignIn } from './complete-sign-in.ts'
import { askForProof } from './link-account.ts'
import type { LoginDeps, Onward } from './login-deps.ts'
import { type Match, requireConnection, requireMatch, type WayBack } from './match-attempt.ts'
import { missingGroups, receivePerson } from './receive-person.ts'

type Deps = LoginDeps & { trace: Trace }
type Matched = Extract<Match, { kind: 'matched' }>

/** The person is back from their provider. The steps are those of the trace and of docs/flows/. */
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
  const { db, now, sealer, trace } = deps
  const { organization } = visit
  const connection = await trace.step('find_connection', () =>
    requireConnection(db, visit, attempt, back.path),
  )
  trace.about({ connectionId: connection.id })
  const codeVerifier = await sealer.open(attempt.codeVerifierSealed)
  const asked = { state, nonce: attempt.nonce, codeVerifier }
  const freshSince = attempt.fresh ? attempt.createdAt : undefined
  const received = await receivePerson(deps, visit, { connection, asked, back, freshSince })
  const { document, idToken, claims, person } = received
  const { subject } = person
  const missing = missingGroups(connection, received)
  const keepsIdToken = connection.settings.signOutAtProvider && document.end_session_endpoint
  const idTokenSealed = keepsIdToken ? await sealer.seal(idToken) : undefined

  const { cookieHeader } = back
  // The calls to other servers are over: a transaction must never wait for the network.
  const authenticatedAt = attempt.fresh ? undefined : authenticationTime(claims, now())
  const proof = { idTokenSealed, authenticatedAt, ...proofOf(claims) }
  return inTransactionOnceMore(db, async (tx): Promise<Onward> => {
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
      return { location: await askForProof(tx, deps, met), cookies: [], goesOn: true }
    }
    const { user } = found
    trace.about({ userId: user.id })
    const { returnTo } = attempt
    const within = { ...deps, db: tx }
    return completeSignIn(within, visit, { user, connection, proof, returnTo, cookieHeader })
  })
}

/**
 * When the person proved who they are to the provider (`auth_time`): its session may be hours old, and
 * then this sign-in is no proof that they are present. Undefined if the provider does not say, or says
 * now.
 */
function authenticationTime({ auth_time: seconds }: Claims, now: number): number | undefined {
  if (typeof seconds !== 'number' || !(seconds > 0)) return undefined
  // Rounded, because times are stored as integers, and a provider may send fractions of a second.
  const at = Math.floor(seconds * SECOND)
  return at < now ? at : undefined
}

/** What the provider says about how the person proved who they are, and its `sid`. */
function proofOf(claims: Readonly<Record<string, unknown>>) {
  const [acr] = listOf(claims.acr)
  const [upstreamSid] = listOf(claims.sid)
  return { amr: listOf(claims.amr).slice(0, 20), acr, upstreamSid }
}
