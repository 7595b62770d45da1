import type { Clock } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import { digest } from '../base/token.ts'
import { type Connection, callbackPath } from '../core/connections/connection.ts'
import { listConnections } from '../core/connections/connection-store.ts'
import type { SignInAttempt } from '../core/sign-in-attempts/sign-in-attempt.ts'
import {
  explainMissingAttempt,
  type MissingReason,
  takeSignInAttempt,
} from '../core/sign-in-attempts/sign-in-attempt-store.ts'
import type { Visit } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import { readBrowserDigest } from './browser-secret.ts'

/** What the browser brings back: the answer's parameters, and the path it brought them to. */
export type WayBack = Readonly<{
  parameters: URLSearchParams
  path: string
  method: string
  cookieHeader: string | undefined
}>

export type Match =
  | { kind: 'matched'; attempt: SignInAttempt; state: string }
  | {
      kind: 'missing'
      reason: MissingReason | 'no_state'
      /** Whether the browser brought a cookie of any attempt. */
      hasCookie: boolean
      attempt?: SignInAttempt
    }

/** Takes the attempt that this way back belongs to: at most once, and in its own browser only. */
export async function matchAttempt(
  { db, now }: { db: Db; now: Clock },
  visit: Visit,
  { parameters, cookieHeader }: WayBack,
): Promise<Match> {
  const { organization } = visit
  const browserDigest = readBrowserDigest(visit, cookieHeader)
  const state = parameters.get('state')
  const hasCookie = browserDigest !== undefined
  if (!state) return { kind: 'missing', reason: 'no_state', hasCookie }
  const by = { organizationId: organization.id, stateDigest: digest(state) }
  const attempt = browserDigest && (await takeSignInAttempt(db, { ...by, browserDigest }, now()))
  if (attempt) return { kind: 'matched', attempt, state }
  const missing = await explainMissingAttempt(db, { ...by, browserDigest }, now())
  return { kind: 'missing', hasCookie, ...missing }
}

const REASONS: Record<Extract<Match, { kind: 'missing' }>['reason'], string> = {
  no_state: 'no state',
  unknown: 'a state that was never sent, or long ago',
  other_browser: 'the state of an attempt that another browser began, or none of its cookies',
  used: 'the state of an attempt that has come back already',
  expired: 'the state of an attempt that took longer than ten minutes',
}

/** One message for the person, whatever the reason; the trace has the reason. */
export function requireMatch(
  match: Match,
  { parameters, method }: Pick<WayBack, 'parameters' | 'method'>,
): Extract<Match, { kind: 'matched' }> {
  if (match.kind === 'matched') return match
  throw new Failure(
    'sign_in_expired',
    'This sign-in was begun elsewhere, took too long, or was finished already.',
    {
      detail: {
        check: 'state',
        expected: 'the state of an open attempt of this browser',
        received: REASONS[match.reason],
        ownAttempt: match.hasCookie ? 'another' : 'none',
        method,
        ...(parameters.has('id_token') && { brought: 'id_token' }),
      },
    },
  )
}

/**
 * The connection that the attempt went to, if it is still enabled, and if the answer came to that
 * connection's address: at another one it may be another provider's answer (mix-up).
 */
export async function requireConnection(
  db: Db,
  { organization }: Visit,
  attempt: SignInAttempt,
  path: string,
): Promise<Connection> {
  const connections = await listConnections(db, organization.id)
  const connection = connections.find(({ id }) => id === attempt.connectionId)
  if (!connection?.enabled) {
    throw new Failure('sign_in_expired', 'This way of signing in is no longer available.', {
      detail: {
        check: 'connection',
        expected: 'an enabled connection',
        received: connection ? 'a disabled one' : 'a deleted one',
      },
    })
  }
  const expected = callbackPath(connection, connections.length)
  if (path === expected) return connection
  throw new Failure('upstream_rejected', 'The answer came to the address of another connection.', {
    detail: { check: 'callback address', expected, received: path },
  })
}
