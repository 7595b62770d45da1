import type { Grant, KoaContextWithOIDC } from 'oidc-provider'
import type { Clock } from '../base/clock.ts'
import { newToken } from '../base/token.ts'
import { artifactName } from '../core/artifacts/artifact-name.ts'

/**
 * What a session lets an application have. An administrator has trusted the application, or the
 * person has consented (interaction-policy.ts decides which is needed), so it covers what was
 * asked for. It is kept only once nothing stands in the way of an answer: see `keepGrant`.
 */
export async function findOrMakeGrant(
  ctx: KoaContextWithOIDC,
  now: Clock,
): Promise<Grant | undefined> {
  const { session, client, account, provider } = ctx.oidc
  if (!session || !client || !account) return undefined
  const known = session.grantIdFor(client.clientId)
  const found = known === undefined ? undefined : await provider.Grant.find(known)
  if (found && covers(ctx, found)) return found

  const grant =
    found ?? new provider.Grant({ accountId: account.accountId, clientId: client.clientId })
  grant.jti ??= artifactName(newToken(), now())
  grant.addOIDCScope([...ctx.oidc.requestParamScopes].join(' '))
  grant.addOIDCClaims([...ctx.oidc.requestParamClaims])
  unsaved.add(grant)
  return grant
}

const unsaved = new WeakSet<Grant>()

/** Stores the grant of a request that is about to be answered, if it is new or covers more now. */
export async function keepGrant(ctx: KoaContextWithOIDC): Promise<void> {
  const grant = ctx.oidc.entities.Grant
  if (grant && unsaved.delete(grant)) await grant.save()
}

function covers(ctx: KoaContextWithOIDC, grant: Grant): boolean {
  const scopes = new Set(grant.getOIDCScopeEncountered().split(' '))
  const claims = new Set(grant.getOIDCClaimsEncountered())
  return (
    [...ctx.oidc.requestParamOIDCScopes].every((scope) => scopes.has(scope)) &&
    [...ctx.oidc.requestParamClaims].every((claim) => claims.has(claim))
  )
}
