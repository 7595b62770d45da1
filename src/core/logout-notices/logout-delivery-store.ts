import type { ApplicationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { LogoutDelivery } from './logout-notice.ts'

export async function findLogoutDelivery(
  db: Db,
  applicationId: ApplicationId,
): Promise<LogoutDelivery | undefined> {
  const row = await db
    .selectFrom('logout_delivery')
    .selectAll()
    .where('application_id', '=', applicationId)
    .executeTakeFirst()
  return (
    row && {
      failingSince: row.failing_since ?? undefined,
      lastSuccessAt: row.last_success_at ?? undefined,
      lastFailureAt: row.last_failure_at ?? undefined,
      lastFailure: row.last_failure ?? undefined,
      givenUp: row.given_up,
    }
  )
}

export async function noteDelivered(
  db: Db,
  applicationId: ApplicationId,
  at: number,
): Promise<void> {
  const fine = { failing_since: null, last_success_at: at, given_up: 0 }
  await db
    .insertInto('logout_delivery')
    .values({ application_id: applicationId, ...fine })
    .onConflict((conflict) => conflict.column('application_id').doUpdateSet(fine))
    .execute()
}

type Failed = Readonly<{ at: number; why: string; isGivenUp: boolean }>

/** True where all was well before: only the first of a row of failures is an event. */
export async function noteFailed(
  tx: Db,
  applicationId: ApplicationId,
  { at, why, isGivenUp }: Failed,
): Promise<boolean> {
  await tx
    .insertInto('logout_delivery')
    .values({ application_id: applicationId, given_up: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const failed = { last_failure_at: at, last_failure: why.slice(0, 500) }
  const first = await tx
    .updateTable('logout_delivery')
    .set({ ...failed, failing_since: at })
    .where('application_id', '=', applicationId)
    .where('failing_since', 'is', null)
    .returning('application_id')
    .executeTakeFirst()
  await tx
    .updateTable('logout_delivery')
    .set((e) => ({ ...failed, given_up: e('given_up', '+', isGivenUp ? 1 : 0) }))
    .where('application_id', '=', applicationId)
    .execute()
  return first !== undefined
}
