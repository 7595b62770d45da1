import { type Clock, DAY } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import { newId } from '../../base/ids.ts'
import { digest, newToken } from '../../base/token.ts'
import type { Db } from '../../storage/database.ts'
import { recordEvent } from '../audit/event-store.ts'
import type { Permission } from '../roles/permission.ts'
import type { User } from '../users/user.ts'
import type { ApiToken, Scope } from './api-token.ts'
import { deleteApiToken, insertApiToken } from './api-token-store.ts'

type Deps = Readonly<{ db: Db; now: Clock }>
type Maker = Readonly<{ user: User; permissions: readonly Permission[] }>

/** So that one that was left in a file or a log is recognised for what it is. */
const MARK = 'lk_'

/** A token for a program, told this once: what is kept can recognise it and not make it. */
export async function makeApiToken(
  { db, now }: Deps,
  { user, permissions }: Maker,
  wanted: { name: string; scopes: readonly Scope[]; expiresInDays: number },
): Promise<{ token: ApiToken; value: string }> {
  const missing = wanted.scopes.filter((scope) => !permissions.includes(scope))
  if (missing.length > 0) {
    throw new Failure('forbidden', `You cannot give what you have not: ${missing.join(', ')}.`)
  }
  const at = now()
  const { organizationId } = user
  const token: ApiToken = {
    id: newId('apiToken', at),
    organizationId,
    userId: user.id,
    name: wanted.name,
    scopes: [...new Set(wanted.scopes)],
    createdAt: at,
    expiresAt: at + wanted.expiresInDays * DAY,
    lastUsedAt: undefined,
  }
  const value = `${MARK}${newToken()}`
  await db.transaction().execute(async (tx) => {
    await insertApiToken(tx, token, digest(value))
    const { id, name, scopes, expiresAt } = token
    const detail = { name, scopes: scopes.join(' '), expiresAt }
    const target = { kind: 'api_token', id }
    const actor = { kind: 'user', id: user.id } as const
    await recordEvent(tx, { organizationId, type: 'api_token.create', actor, target, detail }, at)
  })
  return { token, value }
}

export async function revokeApiToken(
  { db, now }: Deps,
  { token, by }: { token: ApiToken; by: User },
): Promise<void> {
  const { organizationId, id, name } = token
  await db.transaction().execute(async (tx) => {
    if (!(await deleteApiToken(tx, organizationId, id))) return
    const actor = { kind: 'user', id: by.id } as const
    const target = { kind: 'api_token', id }
    const type = 'api_token.revoke'
    await recordEvent(tx, { organizationId, type, actor, target, detail: { name } }, now())
  })
}
