import { type Clock, DAY } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import { newId } from '../../base/ids.ts'
import { digest, newToken } from '../../base/token.ts'
import type { Db } from '../../storage/database.ts'
import type { Event } from '../audit/event.ts'
import { recordEvent } from '../audit/event-store.ts'
import type { Connection } from '../connections/connection.ts'
import { mayManage } from '../roles/permission.ts'
import type { Decider } from '../users/require-authority.ts'
import { listStaff } from '../users/user-store.ts'
import { holdVersion } from '../versions/claim-version-store.ts'
import { listProvisionedAmong } from './provisioned-person-store.ts'
import { MOST_PROVISIONING_TOKENS, type ProvisioningToken } from './provisioning-token.ts'
import {
  deleteProvisioningToken,
  insertProvisioningToken,
  listProvisioningTokens,
} from './provisioning-token-store.ts'

type Deps = Readonly<{ db: Db; now: Clock }>
type By = Readonly<{ connection: Connection; actor: Event['actor'] }>
/** Left out by whoever has the machine itself. */
type Maker = Readonly<{ by?: Decider | undefined }>

/** So that one that was left in a file or a log is recognised for what it is. */
const MARK = 'lkp_'

/** A token for the provider, told this once. Several at a time, so that one can replace another. */
export async function makeProvisioningToken(
  { db, now }: Deps,
  { connection, actor, by }: By & Maker,
  wanted: Readonly<{ name: string; expiresInDays: number }>,
): Promise<{ token: ProvisioningToken; value: string }> {
  const at = now()
  const { organizationId, id: connectionId } = connection
  const token: ProvisioningToken = {
    ...{ id: newId('provisioningToken', at), organizationId, connectionId, name: wanted.name },
    ...{ createdAt: at, expiresAt: at + wanted.expiresInDays * DAY, lastUsedAt: undefined },
  }
  const value = `${MARK}${newToken()}`
  await db.transaction().execute(async (tx) => {
    await holdVersion(tx, 'connection', connection)
    if (by) await requireProvisioningAuthority(tx, connection, by)
    const present = await listProvisioningTokens(tx, connectionId)
    if (present.filter(({ expiresAt }) => expiresAt > at).length >= MOST_PROVISIONING_TOKENS) {
      const most = `A connection has at most ${MOST_PROVISIONING_TOKENS} provisioning tokens`
      throw new Failure('conflict', `${most}: revoke one that is not used any more.`)
    }
    await insertProvisioningToken(tx, token, digest(value))
    const type = 'provisioning_token.create'
    const detail = { name: token.name, connection: connection.slug, expiresAt: token.expiresAt }
    await recordEvent(tx, { ...about(token), type, actor, detail }, at)
  })
  return { token, value }
}

/** A token deactivates whomever its connection tells of: somebody above its maker is not among them. */
async function requireProvisioningAuthority(
  tx: Db,
  { id, organizationId }: Connection,
  by: Decider,
): Promise<void> {
  const above = (await listStaff(tx, organizationId)).filter(
    ({ role }) => !mayManage(by.role, role),
  )
  if (above.length === 0) return
  const told = await listProvisionedAmong(
    tx,
    id,
    above.map((user) => user.id),
  )
  const one = above.find((user) => told.has(user.id))
  if (!one) return
  throw new Failure(
    'forbidden',
    `Somebody with the role ${one.role} is provisioned by this connection, and a token could shut them out: only an owner makes one.`,
  )
}

export async function revokeProvisioningToken(
  { db, now }: Deps,
  { connection, actor }: By,
  id: string,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const token = await deleteProvisioningToken(tx, connection.id, id)
    if (!token) throw new Failure('not_found', 'There is no such token.')
    const type = 'provisioning_token.revoke'
    const detail = { name: token.name, connection: connection.slug }
    await recordEvent(tx, { ...about(token), type, actor, detail }, now())
  })
}

function about({ id, organizationId }: ProvisioningToken) {
  return { organizationId, target: { kind: 'provisioning_token', id } }
}
