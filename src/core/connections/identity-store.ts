import type { Selectable } from 'kysely'
import type { ConnectionId, UserId } from '../../base/ids.ts'
import { compileOnce } from '../../storage/compile-once.ts'
import type { Db } from '../../storage/database.ts'
import type { IdentityRow } from '../../storage/tables.ts'
import type { Role } from '../users/user.ts'

/** What ties a user to a connection: the subject, never an e-mail address. */
export type Identity = Readonly<{
  connectionId: ConnectionId
  subject: string
  userId: UserId
  createdAt: number
  lastUsedAt: number
  /** A digest of what the claims gave at the last sign-in; empty before the first. */
  mappingDigest: string
  /** The role that the claims gave. */
  givenRole: Role | undefined
  /** The fields of the person that came at the last sign-in; undefined where it is not known. */
  told: readonly string[] | undefined
}>

type NewIdentity = Omit<Identity, 'mappingDigest' | 'givenRole' | 'told'> &
  Readonly<{ told?: readonly string[] }>

/** Fails on a second identity of the same (connection, subject): two first sign-ins cannot both win. */
export async function insertIdentity(db: Db, identity: NewIdentity): Promise<Identity> {
  await db
    .insertInto('identity')
    .values({
      connection_id: identity.connectionId,
      subject: identity.subject,
      user_id: identity.userId,
      created_at: identity.createdAt,
      last_used_at: identity.lastUsedAt,
      told: identity.told?.join(' ') ?? null,
    })
    .execute()
  return { told: undefined, ...identity, mappingDigest: '', givenRole: undefined }
}

export async function findIdentity(
  db: Db,
  connectionId: ConnectionId,
  subject: string,
): Promise<Identity | undefined> {
  const [row] = await selectByName(db, { connectionId, subject })
  return row && fromRow(row)
}

type Name = Pick<Identity, 'connectionId' | 'subject'>

const selectByName = compileOnce((db, { connectionId, subject }: Name) =>
  db
    .selectFrom('identity')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('subject', '=', subject),
)

/** Another sign-in, and which fields came with it. */
export async function touchIdentity(
  db: Db,
  { connectionId, subject }: Name,
  { told, now }: Readonly<{ told: readonly string[]; now: number }>,
): Promise<void> {
  await touch(db, { connectionId, subject, told: told.join(' '), now })
}

type Touched = Name & Readonly<{ told: string; now: number }>

const touch = compileOnce((db, { connectionId, subject, told, now }: Touched) =>
  db
    .updateTable('identity')
    .set({ last_used_at: now, told })
    .where('connection_id', '=', connectionId)
    .where('subject', '=', subject),
)

/** Whether a person is tied to this connection, and whether to any at all. */
export async function findTies(
  db: Db,
  userId: UserId,
  connectionId: ConnectionId,
): Promise<{ toThisConnection: boolean; toAny: boolean }> {
  const rows = await db
    .selectFrom('identity')
    .select('connection_id')
    .where('user_id', '=', userId)
    .limit(1_000)
    .execute()
  return {
    toThisConnection: rows.some((row) => row.connection_id === connectionId),
    toAny: rows.length > 0,
  }
}

/** Every tie of a person to one connection. */
export async function deleteIdentities(
  tx: Db,
  userId: UserId,
  connectionId: ConnectionId,
): Promise<void> {
  await tx
    .deleteFrom('identity')
    .where('user_id', '=', userId)
    .where('connection_id', '=', connectionId)
    .execute()
}

export type ConnectedIdentity = Identity &
  Readonly<{ connectionName: string; connectionEnabled: boolean }>

/** What connections call a person, the latest used first. */
export async function listIdentitiesOfUser(
  db: Db,
  userId: UserId,
  limit = 100,
): Promise<ConnectedIdentity[]> {
  const rows = await db
    .selectFrom('identity')
    .innerJoin('connection', 'connection.id', 'identity.connection_id')
    .selectAll('identity')
    .select(['connection.name as connection_name', 'connection.enabled as connection_enabled'])
    .where('user_id', '=', userId)
    .orderBy('last_used_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    ...fromRow(row),
    connectionName: row.connection_name,
    connectionEnabled: row.connection_enabled === 1,
  }))
}

function fromRow(row: Selectable<IdentityRow>): Identity {
  return {
    connectionId: row.connection_id as ConnectionId,
    subject: row.subject,
    userId: row.user_id as UserId,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    mappingDigest: row.mapping_digest,
    // A row has a role that was one when it was written.
    givenRole: (row.given_role as Role | null) ?? undefined,
    told: row.told?.split(' '),
  }
}
