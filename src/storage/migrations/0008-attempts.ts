import { type Kysely, PostgresAdapter, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * A row an attempt instead of a row a leg, and an index for each way of looking for one. The legs
 * that are there are put together by their code.
 */
export const attempts: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.dropIndex('trace_code').execute()
    await db.schema.dropIndex('trace_start').execute()
    await db.schema.alterTable('trace').renameTo('trace_leg').execute()
    await makeTable(db)
    await copyLegs(db)
    await db.schema.dropTable('trace_leg').execute()
    for (const [name, columns, isUnique] of INDEXES) {
      const index = db.schema
        .createIndex(name)
        .on('trace')
        .columns([...columns])
      await (isUnique ? index.unique() : index).execute()
    }
  },
}

async function makeTable(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('trace')
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('code', 'text', (c) => c.notNull())
    .addColumn('outcome', 'text', (c) => c.notNull())
    .addColumn('connection_id', 'text')
    .addColumn('application_id', 'text')
    .addColumn('user_id', 'text')
    .addColumn('address', 'text', (c) => c.notNull())
    .addColumn('browser', 'text', (c) => c.notNull())
    .addColumn('started_at', 'bigint', (c) => c.notNull())
    .addColumn('ended_at', 'bigint', (c) => c.notNull())
    .addColumn('leg_count', 'integer', (c) => c.notNull())
    .addColumn('legs', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('attempt_pk', ['id'])
    .execute()
}

/** The legs as they are written from now on: `src/core/audit/leg-json.ts` reads them. */
async function copyLegs(db: Kysely<unknown>): Promise<void> {
  // Text of ours, and `steps` is JSON already: nothing in it needs to be read.
  const quoted = (column: string) =>
    sql`'"' || replace(replace(${sql.ref(column)}, '\\', ''), '"', '') || '"'`
  const leg = sql`'{"s":' || ${quoted('side')} || ',"o":' || ${quoted('outcome')}
    || ',"t":' || started_at || ',"d":' || (ended_at - started_at)
    || ',"a":' || ${quoted('address')} || ',"b":"","p":' || steps || '}'`
  await sql`
    insert into trace
      (id, organization_id, code, outcome, connection_id, application_id, user_id,
       address, browser, started_at, ended_at, leg_count, legs)
    select min(id), organization_id, code,
      case when max(case when outcome = 'failed' then 1 else 0 end) = 1 then 'failed'
           when max(case when outcome = 'refused' then 1 else 0 end) = 1 then 'refused'
           when max(case when outcome = 'succeeded' then 1 else 0 end) = 1 then 'succeeded'
           else 'going_on' end,
      max(connection_id), max(application_id), max(user_id),
      max(address), '', min(started_at), max(ended_at), count(*), ${aggregate(leg, db)}
    from (select * from trace_leg order by id) as leg
    group by organization_id, code`.execute(db)
}

function aggregate(leg: ReturnType<typeof sql>, db: Kysely<unknown>) {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter
  return isPostgres ? sql`string_agg(${leg}, ',' order by id)` : sql`group_concat(${leg}, ',')`
}

type Index = readonly [name: string, columns: readonly string[], isUnique: boolean]

const INDEXES: readonly Index[] = [
  ['trace_code', ['organization_id', 'code'], true],
  ['trace_time', ['organization_id', 'id'], false],
  ['trace_outcome', ['organization_id', 'outcome', 'id'], false],
  ['trace_connection', ['organization_id', 'connection_id', 'id'], false],
  ['trace_application', ['organization_id', 'application_id', 'id'], false],
  ['trace_user', ['organization_id', 'user_id', 'id'], false],
]
