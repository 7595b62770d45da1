import type { Configuration, KoaContextWithOIDC } from 'oidc-provider'
import { type Clock, SECOND } from '../base/clock.ts'
import type { AccessRule } from '../core/authorization-servers/access-policy.ts'
import {
  type AuthorizationServer,
  CODE_MS,
  DEVICE_CODE_MS,
  longestGrantMs,
} from '../core/authorization-servers/authorization-server.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { lifetimeOf } from '../core/sessions/session-lifetime.ts'
import { ruleOf } from './access-check.ts'

type Issuer = Readonly<{ organization: Organization; server: AuthorizationServer }>

/** The rule that let a request in says how long its tokens live, then the server. In seconds. */
export function lifetimesOf({ organization, server }: Issuer, now: Clock): Configuration {
  const { accessTokenMs, idTokenMs } = server.settings
  const access = (ctx: KoaContextWithOIDC | undefined) =>
    (ruleOf(ctx)?.accessTokenMs ?? accessTokenMs) / SECOND
  return {
    ttl: {
      AccessToken: access,
      ClientCredentials: access,
      IdToken: idTokenMs / SECOND,
      RefreshToken: (ctx, { iiat: firstIssuedAt }) =>
        refreshSeconds(server, ruleOf(ctx), { firstIssuedAt, now: now() }),
      Grant: (longestGrantMs(server.settings) + longestSessionMs(organization)) / SECOND,
      AuthorizationCode: CODE_MS / SECOND,
      DeviceCode: DEVICE_CODE_MS / SECOND,
      Interaction: 3_600,
      Session: organization.settings.sessionMaxMs / SECOND,
    },
  }
}

/** A session gives out tokens with one grant for as long as it lasts. */
function longestSessionMs({ settings }: Organization): number {
  return lifetimeOf(settings, { remembered: true }).maxMs
}

/** A rotated token does not live longer than the first one would have, however often it is used. */
export function refreshSeconds(
  { settings }: AuthorizationServer,
  rule: AccessRule | undefined,
  { firstIssuedAt, now }: { firstIssuedAt: number | undefined; now: number },
): number {
  const most = (rule?.refreshTokenMs ?? settings.refreshTokenMs) / SECOND
  const left = firstIssuedAt === undefined ? most : firstIssuedAt + most - now / SECOND
  const idle = rule?.refreshTokenIdleMs
  return Math.max(1, Math.floor(idle === undefined ? left : Math.min(left, idle / SECOND)))
}
