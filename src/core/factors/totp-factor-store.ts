import type { FactorId, OrganizationId, UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { TotpFactorRow } from '../../storage/tables.ts'
import { addToFactorCount } from './factor-count-store.ts'
import {
  MOST_TOTP_FACTORS,
  TOTP_STEP_MS,
  type TotpEnrolment,
  type TotpFactor,
} from './totp-factor.ts'

const NEVER = -1

/**
 * One at a time for each pending sign-in or session: of two at once the first stays, so that no app has
 * a secret that was replaced unnoticed. An expired one is replaced.
 */
export async function insertTotpEnrolment(tx: Db, enrolment: TotpEnrolment): Promise<void> {
  await tx
    .deleteFrom('totp_factor')
    .where('begun_in', '=', enrolment.begunIn)
    .where('expires_at', '<=', enrolment.createdAt)
    .execute()
  await tx
    .insertInto('totp_factor')
    .values({
      id: enrolment.id,
      organization_id: enrolment.organizationId,
      user_id: enrolment.userId,
      name: enrolment.name,
      secret_sealed: enrolment.secretSealed,
      last_step: NEVER,
      begun_in: enrolment.begunIn,
      created_at: enrolment.createdAt,
      confirmed_at: null,
      expires_at: enrolment.expiresAt,
    })
    .onConflict((conflict) => conflict.column('begun_in').doNothing())
    .execute()
}

export async function findTotpEnrolment(
  db: Db,
  { userId, begunIn }: Pick<TotpEnrolment, 'userId' | 'begunIn'>,
  now: number,
): Promise<TotpEnrolment | undefined> {
  const row = await db
    .selectFrom('totp_factor')
    .selectAll()
    .where('begun_in', '=', begunIn)
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  if (!row) return undefined
  return { ...enrolmentFromRow(row), begunIn, expiresAt: row.expires_at ?? 0 }
}

/** Confirms it after its first code. False if it was confirmed already, or replaced. */
export async function confirmTotp(
  tx: Db,
  { id, userId, begunIn }: TotpEnrolment,
  { name, step }: Readonly<{ name: string; step: number }>,
  now: number,
): Promise<boolean> {
  const row = await tx
    .updateTable('totp_factor')
    .set({ name, last_step: step, begun_in: null, confirmed_at: now, expires_at: null })
    .where('id', '=', id)
    .where('begun_in', '=', begunIn)
    .returning('id')
    .executeTakeFirst()
  if (!row) return false
  await addToFactorCount(tx, userId, 1)
  return true
}

export async function listTotpFactors(db: Db, userId: UserId): Promise<TotpFactor[]> {
  const rows = await db
    .selectFrom('totp_factor')
    .selectAll()
    .where('user_id', '=', userId)
    .where('confirmed_at', 'is not', null)
    .orderBy('id')
    .limit(MOST_TOTP_FACTORS)
    .execute()
  return rows.map(fromRow)
}

/**
 * Accepts a code's time step once. A single statement, so that of two who send the same code at the
 * same time one is refused, as is every older code (RFC 6238 section 5.2).
 */
export async function spendTotpStep(tx: Db, id: FactorId, step: number): Promise<boolean> {
  const row = await tx
    .updateTable('totp_factor')
    .set({ last_step: step })
    .where('id', '=', id)
    .where('last_step', '<', step)
    .where('confirmed_at', 'is not', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function deleteTotpFactor(
  tx: Db,
  { id, userId }: Pick<TotpFactor, 'id' | 'userId'>,
): Promise<boolean> {
  const row = await tx
    .deleteFrom('totp_factor')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('confirmed_at', 'is not', null)
    .returning('id')
    .executeTakeFirst()
  if (!row) return false
  await addToFactorCount(tx, userId, -1)
  return true
}

/** Deletes unconfirmed ones too. The caller sets the count. */
export async function deleteTotpFactorsOfUser(tx: Db, userId: UserId): Promise<void> {
  await tx.deleteFrom('totp_factor').where('user_id', '=', userId).execute()
}

function enrolmentFromRow(row: TotpFactorRow) {
  return {
    id: row.id as FactorId,
    organizationId: row.organization_id as OrganizationId,
    userId: row.user_id as UserId,
    name: row.name,
    secretSealed: row.secret_sealed,
    createdAt: row.created_at,
  }
}

function fromRow(row: TotpFactorRow): TotpFactor {
  const lastUsedAt = row.last_step === NEVER ? undefined : row.last_step * TOTP_STEP_MS
  return { ...enrolmentFromRow(row), confirmedAt: row.confirmed_at ?? row.created_at, lastUsedAt }
}
