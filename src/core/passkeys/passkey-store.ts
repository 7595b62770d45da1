import type { FactorId, OrganizationId, UserId } from '../../base/ids.ts'
import { compileOnce } from '../../storage/compile-once.ts'
import type { Db } from '../../storage/database.ts'
import type { PasskeyRow } from '../../storage/tables.ts'
import { addToFactorCount } from '../factors/factor-count-store.ts'
import { MOST_PASSKEYS, type Passkey } from './passkey.ts'

/** False where the organization has this credential already, whoever's it is. */
export async function insertPasskey(tx: Db, passkey: Passkey): Promise<boolean> {
  const row = await tx
    .insertInto('passkey')
    .values({
      id: passkey.id,
      organization_id: passkey.organizationId,
      user_id: passkey.userId,
      credential_id: passkey.credentialId,
      public_key: passkey.publicKey,
      counter: passkey.counter,
      transports: JSON.stringify(passkey.transports),
      synced: Number(passkey.synced),
      name: passkey.name,
      created_at: passkey.createdAt,
      last_used_at: passkey.lastUsedAt ?? null,
    })
    .onConflict((conflict) => conflict.columns(['organization_id', 'credential_id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!row) return false
  await addToFactorCount(tx, passkey.userId, 1)
  return true
}

/** By the organization too: every organization on one host has the same RP ID. */
export async function findPasskey(
  db: Db,
  { organizationId, credentialId }: Pick<Passkey, 'organizationId' | 'credentialId'>,
): Promise<Passkey | undefined> {
  const row = await db
    .selectFrom('passkey')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('credential_id', '=', credentialId)
    .executeTakeFirst()
  return row && fromRow(row)
}

export async function listPasskeys(db: Db, userId: UserId): Promise<Passkey[]> {
  const rows = await db
    .selectFrom('passkey')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('id')
    .limit(MOST_PASSKEYS)
    .execute()
  return rows.map(fromRow)
}

/** Whether anybody of the organization has one. */
export async function hasPasskeys(db: Db, organizationId: OrganizationId): Promise<boolean> {
  const rows = await selectOne(db, { organizationId })
  return rows.length > 0
}

const selectOne = compileOnce((db, { organizationId }: { organizationId: OrganizationId }) =>
  db.selectFrom('passkey').select('id').where('organization_id', '=', organizationId).limit(1),
)

type Used = Readonly<{ id: FactorId; counter: number }>

/**
 * In one statement, so that of two answers with one count one is refused. False where the count did
 * not go up, though the authenticator counts, or where the passkey is gone.
 */
export async function spendPasskey(tx: Db, { id, counter }: Used, now: number): Promise<boolean> {
  const row = await tx
    .updateTable('passkey')
    .set({ counter, last_used_at: now })
    .where('id', '=', id)
    .where((is) => (counter === 0 ? is('counter', '=', 0) : is('counter', '<', counter)))
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function deletePasskey(
  tx: Db,
  { id, userId }: Pick<Passkey, 'id' | 'userId'>,
): Promise<boolean> {
  const row = await tx
    .deleteFrom('passkey')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .returning('id')
    .executeTakeFirst()
  if (!row) return false
  await addToFactorCount(tx, userId, -1)
  return true
}

/** The caller sets the count. */
export async function deletePasskeysOfUser(tx: Db, userId: UserId): Promise<void> {
  await tx.deleteFrom('passkey').where('user_id', '=', userId).execute()
}

function fromRow(row: PasskeyRow): Passkey {
  return {
    id: row.id as FactorId,
    organizationId: row.organization_id as OrganizationId,
    userId: row.user_id as UserId,
    credentialId: row.credential_id,
    publicKey: row.public_key,
    counter: Number(row.counter),
    transports: JSON.parse(row.transports),
    synced: row.synced === 1,
    name: row.name,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at ?? undefined,
  }
}
