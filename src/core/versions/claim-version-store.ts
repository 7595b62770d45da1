import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'

type Versioned = Readonly<{ id: string; updatedAt: number }>
type Table =
  | 'organization'
  | 'user'
  | 'group'
  | 'connection'
  | 'application'
  | 'authorization_server'

/** The time of a change, and the version it makes: later than the one before, whatever the clock. */
export function nextVersion({ updatedAt }: Pick<Versioned, 'updatedAt'>, now: number): number {
  return Math.max(now, updatedAt + 1)
}

/**
 * The first write of a change, in its transaction: goes through only while the row is still the one
 * that was read, and keeps others from changing it until the end. Of two administrators who edit
 * the same thing the second is told, instead of undoing what the first did (lost update).
 */
export async function claimVersion(
  tx: Db,
  table: Table,
  read: Versioned,
  version: number,
): Promise<void> {
  const named = table as 'application' // Each of them has an `id` and an `updated_at`.
  const row = await tx
    .updateTable(named)
    .set({ updated_at: version })
    .where('id', '=', read.id)
    .where('updated_at', '=', read.updatedAt)
    .returning('id')
    .executeTakeFirst()
  if (!row) throw changedMeanwhile()
}

/** Keeps others from changing a row that stays as it is, while what belongs to it is changed. */
export async function holdVersion(tx: Db, table: Table, read: Versioned): Promise<void> {
  await claimVersion(tx, table, read, read.updatedAt)
}

export function changedMeanwhile(): Failure {
  return new Failure(
    'changed_meanwhile',
    'Somebody else changed this meanwhile. Compare it with what is there now, and save again.',
  )
}
