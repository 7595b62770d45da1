import { Failure } from '../base/errors.ts'
import { findApiTokenHolder } from '../core/api-tokens/find-api-token-holder.ts'
import type { Event } from '../core/audit/event.ts'
import { lacksFactor } from '../core/factors/lacks-factor.ts'
import type { Tester } from '../core/organizations/require-tested-way-in.ts'
import { permissionsOf } from '../core/roles/permission.ts'
import type { Decider } from '../core/users/require-authority.ts'
import { readSession } from '../front/session-cookie.ts'
import { requireSameOrigin } from '../web/same-origin.ts'
import type { AdminContext, AdminDeps, Caller } from './admin-deps.ts'

/** Tokens and cookies never mix: if there is an Authorization header, the cookie is ignored. */
export async function requireCaller(deps: AdminDeps, c: AdminContext): Promise<Caller> {
  const authorization = c.req.header('authorization')
  const caller =
    authorization === undefined
      ? await callerOfSession(deps, c)
      : await callerOfToken(deps, c, authorization)
  if (caller) return caller
  throw new Failure('not_signed_in', 'Sign in, or send an API token that is valid.')
}

async function callerOfSession(deps: AdminDeps, c: AdminContext): Promise<Caller | undefined> {
  const { visit } = c.env
  const signedIn = await readSession(deps.db, visit, c.req.header('cookie'), deps.now())
  if (!signedIn) return
  if (!['GET', 'HEAD'].includes(c.req.method)) {
    // A browser sends its cookie whichever site caused the request (cross-site request forgery).
    requireSameOrigin(c.req.raw.headers, visit.organization.url)
  }
  if (await lacksFactor(deps.db, { organization: visit.organization, ...signedIn })) {
    const message = 'A second factor is asked of you by now: sign in again, and show it.'
    throw new Failure('sign_in_again', message)
  }
  const { user, session } = signedIn
  const expiresAt = Math.min(session.expiresAt, session.idleExpiresAt)
  return { kind: 'session', user, session, permissions: permissionsOf(user.role), expiresAt }
}

async function callerOfToken(
  { db, now }: AdminDeps,
  c: AdminContext,
  authorization: string,
): Promise<Caller | undefined> {
  const [, value] = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(authorization) ?? []
  if (value === undefined) return
  const holder = await findApiTokenHolder(db, c.env.visit.organization.id, value, now())
  if (!holder) return
  const { user, token, permissions } = holder
  return { kind: 'token', user, permissions, expiresAt: token.expiresAt }
}

/** In whose name people are changed; through a token less is allowed. */
export function deciderOf(c: AdminContext): Decider {
  const { kind, user } = c.var.caller
  return { id: user.id, role: user.role, through: kind }
}

/** Whose test sign-ins count for a change to the only way in. */
export function testerOf({ sealer }: AdminDeps, c: AdminContext): Tester {
  return { userId: c.var.caller.user.id, sealer }
}

/** Whom the audit log names. */
export function actorOf(c: AdminContext): Event['actor'] {
  return { kind: 'user', id: c.var.caller.user.id }
}
