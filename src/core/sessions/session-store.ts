import { sql } from 'kysely'
import type { ConnectionId, OrganizationId, SessionId, UserId } from '../../base/ids.ts'
import { compileOnce } from '../../storage/compile-once.ts'
import type { Db } from '../../storage/database.ts'
import type { SessionRow } from '../../storage/tables.ts'
import { deletePendingSignIns } from '../pending-sign-ins/pending-sign-in-store.ts'
import type { ClientAuthorization, Session } from './session.ts'

export async function insertSession(db: Db, session: Session): Promise<void> {
  await insertRow(db, toRow(session))
}

const insertRow = compileOnce((db, row: SessionRow) => db.insertInto('session').values(row))

/** By the digest of the cookie's value. The caller checks that the session is alive. */
export async function findSession(db: Db, id: string): Promise<Session | undefined> {
  const [row] = await selectById(db, { id })
  return row && fromRow(row)
}

const selectById = compileOnce((db, { id }: { id: string }) =>
  db.selectFrom('session').selectAll().where('id', '=', id),
)

export async function findSessionByUid(db: Db, uid: string): Promise<Session | undefined> {
  const row = await db.selectFrom('session').selectAll().where('uid', '=', uid).executeTakeFirst()
  return row && fromRow(row)
}

type OfConnection = Readonly<{
  connectionId: ConnectionId
  sid: string | undefined
  userId: UserId | undefined
}>

/**
 * Sessions that began through a connection, by the provider's `sid`, the person, or both. With both it
 * includes the person's sessions without a `sid`: the provider cannot mean a particular one of them.
 */
export async function listSessionsOfConnection(
  db: Db,
  { connectionId, sid, userId }: OfConnection,
): Promise<Session[]> {
  if (sid === undefined && userId === undefined) return []
  let query = db.selectFrom('session').selectAll().where('connection_id', '=', connectionId)
  if (userId !== undefined) query = query.where('user_id', '=', userId)
  if (sid !== undefined && userId === undefined) query = query.where('upstream_sid', '=', sid)
  if (sid !== undefined && userId !== undefined) {
    query = query.where((e) => e.or([e('upstream_sid', '=', sid), e('upstream_sid', 'is', null)]))
  }
  const rows = await query.orderBy('id').limit(1_000).execute()
  return rows.map(fromRow)
}

export async function listSessionsOfUser(
  db: Db,
  userId: UserId,
  now: number,
  limit = 100,
): Promise<Session[]> {
  const rows = await db
    .selectFrom('session')
    .selectAll()
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .where('idle_expires_at', '>', now)
    .orderBy('last_seen_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(fromRow)
}

/**
 * Adds what a session has signed in to. Two tabs may do so at once, and an application that got lost
 * would not be told of the session's end, so what was added meanwhile is kept.
 */
export async function addSessionAuthorizations(
  db: Db,
  uid: string,
  { seen, authorizations }: { seen: string; authorizations: Session['authorizations'] },
): Promise<void> {
  const wanted = JSON.stringify(authorizations)
  const [written] = await updateAuthorizations(db, { uid, seen, wanted })
  if (written) return
  const meanwhile = await findSessionByUid(db, uid)
  if (!meanwhile) return
  await addSessionAuthorizations(db, uid, {
    seen: JSON.stringify(meanwhile.authorizations),
    authorizations: { ...meanwhile.authorizations, ...authorizations },
  })
}

const updateAuthorizations = compileOnce(
  (db, { uid, seen, wanted }: { uid: string; seen: string; wanted: string }) =>
    db
      .updateTable('session')
      .set({ authorizations: wanted })
      .where('uid', '=', uid)
      .where('authorizations', '=', seen)
      .returning('uid'),
)

export async function touchSession(
  db: Db,
  id: SessionId,
  { lastSeenAt, idleExpiresAt }: Pick<Session, 'lastSeenAt' | 'idleExpiresAt'>,
): Promise<void> {
  await db
    .updateTable('session')
    .set({ last_seen_at: lastSeenAt, idle_expires_at: idleExpiresAt })
    .where('id', '=', id)
    .execute()
}

/**
 * Cuts remembered sessions down to a stricter policy. One statement over all of the organization's
 * sessions, which is fine for so rare a change.
 */
export async function shortenRemembered(
  tx: Db,
  organizationId: OrganizationId,
  { idleMs, maxMs }: Readonly<{ idleMs: number; maxMs: number }>,
): Promise<void> {
  const idle = sql<number>`last_seen_at + ${idleMs}`
  const last = sql<number>`created_at + ${maxMs}`
  await tx
    .updateTable('session')
    .set({
      idle_expires_at: sql<number>`case when idle_expires_at < ${idle} then idle_expires_at else ${idle} end`,
      expires_at: sql<number>`case when expires_at < ${last} then expires_at else ${last} end`,
    })
    .where('organization_id', '=', organizationId)
    .where('remembered', '=', 1)
    .execute()
}

type Raised = Pick<Session, 'id' | 'amr' | 'acr' | 'authenticatedAt'>

/** Another factor was shown: the session goes on, under a new secret. */
export async function replaceSecret(
  tx: Db,
  present: SessionId,
  { id, amr, acr, authenticatedAt }: Raised,
): Promise<boolean> {
  const row = await tx
    .updateTable('session')
    .set({
      id,
      amr: JSON.stringify(amr),
      acr: acr ?? null,
      authenticated_at: authenticatedAt,
    })
    .where('id', '=', present)
    .returning('uid')
    .executeTakeFirst()
  return row !== undefined
}

/** The deleted row, for the one caller that deleted it. Call `endSession`, which tells applications. */
export async function deleteSession(db: Db, uid: string): Promise<Session | undefined> {
  const row = await db
    .deleteFrom('session')
    .where('uid', '=', uid)
    .returningAll()
    .executeTakeFirst()
  return row && fromRow(row)
}

export async function deleteSessionsOfUser(
  db: Db,
  userId: UserId,
  { except }: { except?: string } = {},
): Promise<Session[]> {
  let query = db.deleteFrom('session').where('user_id', '=', userId)
  if (except !== undefined) query = query.where('uid', '!=', except)
  const ended = await query.returningAll().execute()
  // Pending sign-ins rest on a password or status that no longer counts.
  await deletePendingSignIns(db, userId)
  return ended.map(fromRow)
}

function toRow(session: Session): SessionRow {
  return {
    id: session.id,
    organization_id: session.organizationId,
    user_id: session.userId,
    uid: session.uid,
    authenticated_at: session.authenticatedAt,
    remembered: session.remembered ? 1 : 0,
    amr: JSON.stringify(session.amr),
    acr: session.acr ?? null,
    connection_id: session.connectionId ?? null,
    upstream_sid: session.upstreamSid ?? null,
    id_token_sealed: session.idTokenSealed ?? null,
    authorizations: JSON.stringify(session.authorizations),
    address: session.address,
    user_agent: session.userAgent,
    created_at: session.createdAt,
    last_seen_at: session.lastSeenAt,
    idle_expires_at: session.idleExpiresAt,
    expires_at: session.expiresAt,
  }
}

function fromRow(row: SessionRow): Session {
  const authorizations: Record<string, ClientAuthorization> = JSON.parse(row.authorizations)
  return {
    id: row.id as SessionId,
    organizationId: row.organization_id as OrganizationId,
    userId: row.user_id as UserId,
    uid: row.uid,
    authenticatedAt: row.authenticated_at,
    remembered: row.remembered === 1,
    amr: JSON.parse(row.amr),
    acr: row.acr ?? undefined,
    connectionId: (row.connection_id as ConnectionId | null) ?? undefined,
    upstreamSid: row.upstream_sid ?? undefined,
    idTokenSealed: row.id_token_sealed ?? undefined,
    authorizations,
    address: row.address,
    userAgent: row.user_agent,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    idleExpiresAt: row.idle_expires_at,
    expiresAt: row.expires_at,
  }
}
