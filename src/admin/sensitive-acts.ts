import { formatDuration } from '../base/duration.ts'
import { Failure } from '../base/errors.ts'
import type { Organization } from '../core/organizations/organization.ts'
import type { Caller } from './admin-deps.ts'
import type { RouteKey } from './permissions.ts'

/**
 * What changes who gets in, or hands out a secret: for these a browser that was left open must not be
 * enough. What takes something away in a hurry, such as suspending somebody, is not among them.
 */
export const SENSITIVE_ACTS: ReadonlySet<RouteKey> = new Set<RouteKey>([
  'PATCH /organization',
  'POST /users',
  'POST /users/import',
  'PATCH /users/{id}',
  'POST /users/{id}/activate',
  'POST /users/{id}/reset-password',
  'POST /users/{id}/reset-factors',
  'POST /users/{id}/password-link',
  'POST /users/{id}/password-link/send',
  'POST /connections',
  'PATCH /connections/{id}',
  'POST /connections/{id}/enable',
  'POST /connections/{id}/disable',
  'DELETE /connections/{id}',
  'POST /connections/{id}/provisioning/tokens',
  'POST /applications',
  'PATCH /applications/{id}',
  'DELETE /applications/{id}',
  'POST /applications/{id}/activate',
  'POST /applications/{id}/secrets',
  'POST /applications/{id}/secrets/{secretId}/activate',
  'PUT /applications/{id}/assignments',
  // A group may require a second factor, and its members get what is assigned to it.
  'PATCH /groups/{id}',
  'DELETE /groups/{id}',
  'PUT /groups/{id}/members/{userId}',
  'DELETE /groups/{id}/members/{userId}',
  // Its policies decide who gets tokens, from the first moment on.
  'POST /authorization-servers',
  'PATCH /authorization-servers/{id}',
  // A message in the outbox shows its link, which opens somebody's account.
  'GET /mail/{id}',
  'POST /event-webhook',
  'PATCH /event-webhook',
  'POST /event-webhook/secret',
  'POST /api-tokens',
])

/** A program cannot sign in again: its token is the proof, and making that was a sensitive act. */
export function requireRecentSignIn(
  { settings }: Organization,
  { session }: Caller,
  now: number,
): void {
  const { reauthenticateAfterMs } = settings
  if (!session || now - session.authenticatedAt <= reauthenticateAfterMs) return
  throw new Failure(
    'sign_in_again',
    `Sign in again first: your last sign-in is more than ${formatDuration(reauthenticateAfterMs)} ago.`,
  )
}
