import type { Client, KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Event } from '../core/audit/event.ts'
import { recordEvent } from '../core/audit/event-store.ts'
import type { Organization } from '../core/organizations/organization.ts'
import type { Db } from '../storage/database.ts'
import { rulesOfClient } from './client-metadata.ts'
import { NOT_ASSIGNED } from './not-assigned.ts'
import { opening } from './opening.ts'

type Deps = { db: Db; now: Clock; log: Log }
type Happened = Pick<Event, 'type' | 'outcome' | 'actor'> &
  Partial<Pick<Event, 'target' | 'detail'>>

/**
 * What of the provider's end is worth keeping without an end: who signed in to what, who tried to
 * and may not, and tokens that were given back or stolen. Each needs a person, or an application
 * that has proved who it is, so that a stranger cannot fill the audit log.
 */
export function recordEvents(provider: Provider, deps: Deps, organization: Organization): void {
  const happened = new WeakMap<object, Happened>()
  const keep = (ctx: KoaContextWithOIDC, event: Happened | undefined) => {
    if (event) happened.set(ctx, event)
  }
  provider.on('authorization.success', (ctx) => keep(ctx, opened(ctx, true)))
  provider.on('authorization.error', (ctx, error) => {
    if (error.error_description === NOT_ASSIGNED) keep(ctx, opened(ctx, false))
  })
  // The library revokes at the token endpoint for one reason: what came has been used before.
  provider.on('grant.revoked', (ctx) => {
    if (ctx.oidc.route === 'token') keep(ctx, reuse(ctx))
  })

  provider.use(async (ctx, next) => {
    await next()
    const event = happened.get(ctx) ?? revocation(ctx as KoaContextWithOIDC)
    if (!event) return
    const written = recordEvent(deps.db, { organizationId: organization.id, ...event }, deps.now())
    const told = written.catch((error: unknown) => {
      deps.log.warn({ error, type: event.type }, 'an event could not be recorded')
    })
    // Nobody who signs in waits for it; the rare ones are written before they are answered.
    if (event.type !== 'user.authentication.sso') await told
  })
}

function opened(ctx: KoaContextWithOIDC, isAssigned: boolean): Happened | undefined {
  const { session, client } = ctx.oidc
  if (!session?.accountId || !client) return
  const { applicationId } = rulesOfClient(client)
  return opening({ userId: session.accountId, applicationId, isAssigned })
}

/** Whoever presents it may be the application itself or a thief: its person should hear of both. */
function reuse({ oidc }: KoaContextWithOIDC): Happened | undefined {
  const { client, entities } = oidc
  if (!client) return
  const { RefreshToken, AuthorizationCode, DeviceCode, Account } = entities
  const token = (RefreshToken && 'refresh_token') ?? (AuthorizationCode && 'code') ?? 'device_code'
  const person = (RefreshToken ?? AuthorizationCode ?? DeviceCode)?.accountId ?? Account?.accountId
  return {
    type: 'app.oauth2.token.detect_reuse',
    outcome: 'failure',
    actor: named(client),
    ...(person && { target: { kind: 'user', id: person } }),
    detail: { reused: token },
  }
}

/** An answer of 200 says nothing (RFC 7009 section 2.2); a token of the application's own was found. */
function revocation(ctx: KoaContextWithOIDC): Happened | undefined {
  const { route, client, entities } = ctx.oidc ?? {}
  if (route !== 'revocation' || ctx.status !== 200 || !client) return
  const token = entities?.RefreshToken ?? entities?.AccessToken ?? entities?.ClientCredentials
  if (token?.clientId !== client.clientId) return
  const person = 'accountId' in token ? token.accountId : undefined
  return {
    type: 'app.oauth2.token.revoke',
    outcome: 'success',
    actor: named(client),
    ...(person && { target: { kind: 'user', id: person } }),
    detail: { revoked: token.kind },
  }
}

function named(client: Client) {
  return { kind: 'application', id: rulesOfClient(client).applicationId } as const
}
