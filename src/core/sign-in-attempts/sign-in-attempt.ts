import { MINUTE } from '../../base/clock.ts'
import type { ConnectionId, OrganizationId, SignInAttemptId } from '../../base/ids.ts'
import type { LocalPath } from '../../base/local-path.ts'

/** One try to sign in through a connection, bound to the browser that began it. */
export type SignInAttempt = Readonly<{
  id: SignInAttemptId
  organizationId: OrganizationId
  connectionId: ConnectionId
  traceCode: string
  stateDigest: string
  /** Digest of the browser's own secret, which only its cookie holds. */
  browserDigest: string
  nonce: string
  codeVerifierSealed: string
  returnTo: LocalPath
  /** The provider was asked for a new sign-in, whatever session the person has there. */
  fresh: boolean
  createdAt: number
  expiresAt: number
}>

export const ATTEMPT_MS = 10 * MINUTE

/** A browser that comes round `LOOP_ROUNDS` times within this time, without a session, is in a loop. */
export const LOOP_WINDOW_MS = MINUTE
export const LOOP_ROUNDS = 3
