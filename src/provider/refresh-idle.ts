import type { KoaContextWithOIDC } from 'oidc-provider'
import { type Clock, SECOND } from '../base/clock.ts'
import { prolongArtifact } from '../core/artifacts/artifact-store.ts'
import type { AuthorizationServer } from '../core/authorization-servers/authorization-server.ts'
import type { Db } from '../storage/database.ts'
import { ruleOf } from './access-check.ts'
import { rulesOfClient } from './client-metadata.ts'
import { refreshSeconds } from './token-lifetimes.ts'

/** Not at every use: once a twentieth of the time that it may lie unused has gone by. */
const WORTH_WRITING = 0.05

export type RefreshSource = Readonly<{
  jti: string
  iiat?: number | undefined
  exp?: number | undefined
  consumed?: unknown
}>

type Deps = Readonly<{ db: Db; now: Clock; server: AuthorizationServer }>

/**
 * A token that is kept may lie unused for so long, counted from its last use. Those that rotate
 * need nothing: each use makes a new one with a time of its own.
 */
export async function extendIdleToken(
  { db, now, server }: Deps,
  ctx: KoaContextWithOIDC,
  { jti, iiat: firstIssuedAt, exp = 0, consumed }: RefreshSource,
): Promise<void> {
  const { client } = ctx.oidc
  const rule = ruleOf(ctx)
  const idleMs = rule?.refreshTokenIdleMs
  if (!client || idleMs === undefined || rulesOfClient(client).rotatesRefreshTokens) return
  const at = now()
  const until = at + refreshSeconds(server, rule, { firstIssuedAt, now: at }) * SECOND
  if (consumed || until - exp * SECOND < idleMs * WORTH_WRITING) return
  await prolongArtifact(db, { serverId: server.id, model: 'RefreshToken', value: jti }, until)
}
