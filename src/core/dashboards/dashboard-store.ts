import type { ApplicationId, UserId } from '../../base/ids.ts'
import { compileOnce } from '../../storage/compile-once.ts'
import type { Db } from '../../storage/database.ts'
import type { LaunchRow } from '../../storage/tables.ts'
import { type Dashboard, NEW_DASHBOARD } from './dashboard.ts'

export async function findDashboard(db: Db, userId: UserId): Promise<Dashboard> {
  const row = await db
    .selectFrom('dashboard')
    .select('sections')
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row ? { sections: JSON.parse(row.sections) } : NEW_DASHBOARD
}

/**
 * The first statement of a change, in its transaction: makes the row where there is none, and keeps
 * others from it, so that of two quick moves neither is lost.
 */
export async function holdDashboard(tx: Db, userId: UserId): Promise<Dashboard> {
  const row = await tx
    .insertInto('dashboard')
    .values({ user_id: userId, sections: JSON.stringify(NEW_DASHBOARD.sections) })
    // Set to what it is already, which locks it, and lets it be returned.
    .onConflict((conflict) =>
      conflict.column('user_id').doUpdateSet((e) => ({ sections: e.ref('dashboard.sections') })),
    )
    .returning('sections')
    .executeTakeFirstOrThrow()
  return { sections: JSON.parse(row.sections) }
}

export async function saveDashboard(tx: Db, userId: UserId, dashboard: Dashboard): Promise<void> {
  await tx
    .updateTable('dashboard')
    .set({ sections: JSON.stringify(dashboard.sections) })
    .where('user_id', '=', userId)
    .execute()
}

/** A row for each person and application: opened again, it tells of the last time only. */
export async function recordLaunch(
  db: Db,
  { userId, applicationId }: Readonly<{ userId: UserId; applicationId: ApplicationId }>,
  now: number,
): Promise<void> {
  await upsertLaunch(db, { user_id: userId, application_id: applicationId, at: now })
}

const upsertLaunch = compileOnce((db, row: LaunchRow) =>
  db
    .insertInto('launch')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'application_id'])
        .doUpdateSet((e) => ({ at: e.ref('excluded.at') })),
    ),
)

/** What a person opened last, the latest first. */
export async function listLaunched(db: Db, userId: UserId, limit = 20): Promise<string[]> {
  const rows = await db
    .selectFrom('launch')
    .select('application_id')
    .where('user_id', '=', userId)
    .orderBy('at', 'desc')
    .orderBy('application_id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => row.application_id)
}
