import type { ApplicationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'

/** The scopes a person has consented to for an application; none if they were never asked. */
export async function findConsent(
  db: Db,
  applicationId: ApplicationId,
  userId: string,
): Promise<string[]> {
  const row = await db
    .selectFrom('consent')
    .select('scopes')
    .where('application_id', '=', applicationId)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row ? row.scopes.split(' ') : []
}

/** Adds to what the person consented to before. */
export async function giveConsent(
  db: Db,
  {
    applicationId,
    userId,
    scopes,
  }: { applicationId: ApplicationId; userId: string; scopes: string[] },
  now: number,
): Promise<void> {
  const before = await findConsent(db, applicationId, userId)
  const all = [...new Set([...before, ...scopes])].sort().join(' ')
  await db
    .insertInto('consent')
    .values({ application_id: applicationId, user_id: userId, scopes: all, given_at: now })
    .onConflict((conflict) =>
      conflict.columns(['application_id', 'user_id']).doUpdateSet({ scopes: all, given_at: now }),
    )
    .execute()
}
