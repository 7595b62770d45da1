import { PostgresAdapter, sql } from 'kysely'
import type { AuthorizationServerId } from '../../base/ids.ts'
import { digest } from '../../base/token.ts'
import { compileOnce } from '../../storage/compile-once.ts'
import type { Db } from '../../storage/database.ts'
import type { ArtifactRow } from '../../storage/tables.ts'
import type { User } from '../users/user.ts'
import { orderOfName } from './artifact-name.ts'

/**
 * What an authorization server has issued and must recognise again: codes, tokens, grants,
 * interactions. Its name is a bearer secret, so only a digest of it is kept, over the server and
 * the kind too: what one server issued is unknown to the next, and a code is never a token.
 */
type Artifact = Readonly<{
  payload: string
  grantId: string | undefined
  userId: string | undefined
  userCode: string | undefined
  /** The session it ends with, unless it was asked for to outlive it (`offline_access`). */
  sessionUid: string | undefined
  expiresAt: number | undefined
}>

type Name = Readonly<{ serverId: AuthorizationServerId; model: string; value: string }>
type Stored = Pick<ArtifactRow, 'id' | 'payload' | 'consumed_at' | 'expires_at'>

/** Names are made in the order of time, and so are keys: neighbours in time share a page of the index. */
const keyOf = ({ serverId, model, value }: Name) =>
  `${orderOfName(value)}${digest(`${serverId} ${model} ${value}`)}`

export async function upsertArtifact(db: Db, name: Name, artifact: Artifact): Promise<void> {
  await upsertRow(db, rowOf(name, artifact))
}

/**
 * The same for what is given out in somebody's name, if they still are as they were read. Whoever
 * shuts them out, or gives them another password, holds them and then deletes what there is: this
 * waits for that, and writes nothing, or is there before, and is deleted. Returns whether it is.
 */
export async function upsertArtifactOf(
  db: Db,
  name: Name,
  artifact: Artifact,
  { id, status, passwordHash }: Pick<User, 'id' | 'status' | 'passwordHash'>,
): Promise<boolean> {
  const whose = { userId: id, status, passwordHash: passwordHash ?? null }
  const rows = await upsertRowOf(db, { ...rowOf(name, artifact), ...whose })
  return rows.length > 0
}

/** Of many who ask at once one is told true, until `expiresAt` is over. */
export async function addArtifactOnce(
  db: Db,
  name: Name,
  { expiresAt }: { expiresAt: number },
  now: number,
): Promise<boolean> {
  const nobody = {
    grantId: undefined,
    userId: undefined,
    userCode: undefined,
    sessionUid: undefined,
  }
  const row = rowOf(name, { payload: '{}', ...nobody, expiresAt })
  return (await insertRowOnce(db, { ...row, now })).length > 0
}

const insertRowOnce = compileOnce((db, { now, ...row }: ArtifactRow & { now: number }) =>
  db
    .insertInto('artifact')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({ expires_at: row.expires_at })
        .where('artifact.expires_at', '<=', now),
    )
    .returning('id'),
)

function rowOf(name: Name, artifact: Artifact): ArtifactRow {
  return {
    id: keyOf(name),
    authorization_server_id: name.serverId,
    model: name.model,
    consumed_at: null,
    ...columnsOf(artifact),
  }
}

const upsertRow = compileOnce((db, row: ArtifactRow) => {
  const { id, authorization_server_id, model, consumed_at, ...columns } = row
  return db
    .insertInto('artifact')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
})

type RowOf = ArtifactRow & Readonly<{ userId: string; status: string; passwordHash: string | null }>

const upsertRowOf = compileOnce((db, { userId, status, passwordHash, ...row }: RowOf) => {
  const { id, authorization_server_id, model, consumed_at, ...columns } = row
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter
  const text = (value: string | null) => sql<string>`cast(${value} as text)`
  const number = (value: number | null) => sql<number | null>`cast(${value} as bigint)`
  return db
    .insertInto('artifact')
    .columns([
      ...(['id', 'authorization_server_id', 'model', 'payload', 'grant_id', 'user_id'] as const),
      ...(['user_code_digest', 'session_uid', 'consumed_at', 'expires_at'] as const),
    ])
    .expression((e) =>
      e
        .selectFrom('user')
        .select([
          text(id).as('id'),
          text(authorization_server_id).as('authorization_server_id'),
          text(model).as('model'),
          text(row.payload).as('payload'),
          text(row.grant_id).as('grant_id'),
          text(row.user_id).as('user_id'),
          text(row.user_code_digest).as('user_code_digest'),
          text(row.session_uid).as('session_uid'),
          number(consumed_at).as('consumed_at'),
          number(row.expires_at).as('expires_at'),
        ])
        .where('user.id', '=', userId)
        .where('user.status', '=', status)
        .where('user.password_hash', 'is not distinct from', passwordHash)
        // On SQLite nobody else is in the middle of anything.
        .$if(isPostgres, (query) => query.forShare()),
    )
    .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
    .returning('id')
})

/**
 * Writes what a person decided into a row that they found by its code. The code has done its work
 * then and finds nothing any more: of two decisions at once one counts. Returns whether it did.
 */
export async function decideArtifact(db: Db, rowId: string, artifact: Artifact): Promise<boolean> {
  const row = await db
    .updateTable('artifact')
    .set({ ...columnsOf(artifact), user_code_digest: null })
    .where('id', '=', rowId)
    .where('user_code_digest', 'is not', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Only what is still there and unused: what was revoked meanwhile stays gone. */
export async function prolongArtifact(db: Db, name: Name, expiresAt: number): Promise<void> {
  await db
    .updateTable('artifact')
    .set({ expires_at: expiresAt })
    .where('id', '=', keyOf(name))
    .where('consumed_at', 'is', null)
    .execute()
}

function columnsOf(artifact: Artifact) {
  return {
    payload: artifact.payload,
    grant_id: artifact.grantId ?? null,
    user_id: artifact.userId ?? null,
    user_code_digest: artifact.userCode ? digest(artifact.userCode) : null,
    session_uid: artifact.sessionUid ?? null,
    expires_at: artifact.expiresAt ?? null,
  }
}

export async function findArtifact(db: Db, name: Name, now: number): Promise<Stored | undefined> {
  const [row] = await selectById(db, { id: keyOf(name) })
  return row && (row.expires_at === null || row.expires_at > now) ? row : undefined
}

const selectById = compileOnce((db, { id }: { id: string }) =>
  db
    .selectFrom('artifact')
    .select(['id', 'payload', 'consumed_at', 'expires_at'])
    .where('id', '=', id),
)

export async function findArtifactByUserCode(
  db: Db,
  { serverId, model, userCode }: Omit<Name, 'value'> & { userCode: string },
  now: number,
): Promise<Stored | undefined> {
  return db
    .selectFrom('artifact')
    .select(['id', 'payload', 'consumed_at', 'expires_at'])
    .where('user_code_digest', '=', digest(userCode))
    .where('authorization_server_id', '=', serverId)
    .where('model', '=', model)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** True for the one caller that got there first: of two exchanges of one code only one goes on. */
export async function consumeArtifact(db: Db, name: Name, now: number): Promise<boolean> {
  const rows = await consumeById(db, { id: keyOf(name), now })
  return rows.length > 0
}

const consumeById = compileOnce((db, { id, now }: { id: string; now: number }) =>
  db
    .updateTable('artifact')
    .set({ consumed_at: now })
    .where('id', '=', id)
    .where('consumed_at', 'is', null)
    .returning('id'),
)

export async function deleteArtifact(db: Db, name: Name): Promise<void> {
  await deleteById(db, { id: keyOf(name) })
}

const deleteById = compileOnce((db, { id }: { id: string }) =>
  db.deleteFrom('artifact').where('id', '=', id),
)

export async function deleteArtifactsOfGrant(
  db: Db,
  { serverId, model, grantId }: Omit<Name, 'value'> & { grantId: string },
): Promise<void> {
  await db
    .deleteFrom('artifact')
    .where('grant_id', '=', grantId)
    .where('authorization_server_id', '=', serverId)
    .where('model', '=', model)
    .execute()
}

/** Codes, tokens and grants of a person, at every server: what a deactivation ends at once. */
export async function deleteArtifactsOfUser(db: Db, userId: string): Promise<void> {
  await db.deleteFrom('artifact').where('user_id', '=', userId).execute()
}

/** Codes and access tokens that were given out in a session: what a sign-out ends with it. */
export async function deleteArtifactsOfSession(
  db: Db,
  { uid, userId }: Readonly<{ uid: string; userId: string }>,
): Promise<void> {
  // By the person, whose index there is: one by sessions would cost every token that is given out.
  await db
    .deleteFrom('artifact')
    .where('user_id', '=', userId)
    .where('session_uid', '=', uid)
    .execute()
}

/**
 * What somebody else may hold in a person's name. The grants stay, which are nothing to hold and
 * which the session that goes on refers to.
 */
export async function deleteTokensOfUser(
  db: Db,
  userId: string,
  { exceptOfSession }: { exceptOfSession: string },
): Promise<void> {
  await db
    .deleteFrom('artifact')
    .where('user_id', '=', userId)
    .where('model', 'not in', ['Grant', 'Interaction'])
    .where((e) => e.or([e('session_uid', 'is', null), e('session_uid', '!=', exceptOfSession)]))
    .execute()
}
