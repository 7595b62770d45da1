import type { Context } from 'hono'
import type { Clock } from '../base/clock.ts'
import type { Sealer } from '../base/seal.ts'
import type { SignedIn } from '../core/sessions/find-live-session.ts'
import { displayName, mayOpenConsole } from '../core/users/user.ts'
import type { FrontEnv } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import type { PortalHeader } from './pages/portal-header.ts'

export type PortalDeps = Readonly<{ db: Db; now: Clock; sealer: Sealer }>

/** The sign-out button's form ends at the provider, where a connection says so. */
export const SIGN_OUT_LEADS_TO = 'anywhere'

export function headerOf(c: Context<FrontEnv>, user: SignedIn['user']): PortalHeader {
  return {
    organization: c.env.visit.brand,
    personName: displayName(user),
    homeHref: '/',
    accountHref: '/account',
    consoleHref: mayOpenConsole(user) ? '/console/' : undefined,
    signOutAction: '/logout',
  }
}
