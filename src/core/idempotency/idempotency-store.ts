import type { Db } from '../../storage/database.ts'

/** False for whoever comes second. A claim that has expired is nobody's. */
export async function claimIdempotencyKey(
  db: Db,
  { id, requestDigest, expiresAt }: { id: string; requestDigest: string; expiresAt: number },
  now: number,
): Promise<boolean> {
  await db
    .deleteFrom('idempotency_key')
    .where('id', '=', id)
    .where('expires_at', '<=', now)
    .execute()
  const row = await db
    .insertInto('idempotency_key')
    .values({
      id,
      request_digest: requestDigest,
      status: null,
      answer_sealed: null,
      expires_at: expiresAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function keepIdempotentAnswer(
  db: Db,
  id: string,
  answer: { status: number; answerSealed: string; expiresAt: number },
): Promise<void> {
  await db
    .updateTable('idempotency_key')
    .set({
      status: answer.status,
      answer_sealed: answer.answerSealed,
      expires_at: answer.expiresAt,
    })
    .where('id', '=', id)
    .execute()
}

/** What failed may be tried again under the same key. */
export async function forgetIdempotencyKey(db: Db, id: string): Promise<void> {
  await db.deleteFrom('idempotency_key').where('id', '=', id).execute()
}

export async function findIdempotentAnswer(
  db: Db,
  id: string,
): Promise<
  | { requestDigest: string; status: number | undefined; answerSealed: string | undefined }
  | undefined
> {
  const row = await db
    .selectFrom('idempotency_key')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return (
    row && {
      requestDigest: row.request_digest,
      status: row.status ?? undefined,
      answerSealed: row.answer_sealed ?? undefined,
    }
  )
}
