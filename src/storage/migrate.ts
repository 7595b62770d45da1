import { type Kysely, type KyselyPlugin, SqliteAdapter, sql, type Transaction } from 'kysely'
import type { Migration } from 'kysely/migration'
import { Failure } from '../base/errors.ts'
import type { Db } from './database.ts'
import { MIGRATIONS } from './migrations/all.ts'
import { WITHOUT_LIMIT } from './postgres.ts'

type Migrations = readonly (readonly [name: string, migration: Migration])[]

type PendingMigration = { name: string; sql: string[] }

/** Brings the tables to what this program needs. Returns the names of the migrations it ran. */
export async function migrate(db: Db, migrations: Migrations = MIGRATIONS): Promise<string[]> {
  const pending = await runPending(db, migrations, async () => {})
  return pending.map(({ name }) => name)
}

/**
 * What `migrate` would run, statement by statement. It really is run, on the rows there are, and then
 * rolled back; while it runs it keeps others out, as a migration does.
 */
export async function pendingMigrations(
  db: Db,
  migrations: Migrations = MIGRATIONS,
): Promise<PendingMigration[]> {
  let seen: PendingMigration[] = []
  const undo = new Error('the preview is rolled back')
  const preview = runPending(db, migrations, async (pending) => {
    seen = pending
    throw undo
  })
  await preview.catch((error: unknown) => {
    if (error !== undo) throw error
  })
  return seen
}

// Not in tables.ts, because this table is older than any version of those.
type Ledger = { migration: { name: string; applied_at: number } }

async function runPending(
  db: Db,
  migrations: Migrations,
  beforeCommit: (pending: PendingMigration[]) => Promise<void>,
): Promise<PendingMigration[]> {
  return ledgerOf(db)
    .transaction()
    .execute(async (tx) => {
      await lock(tx)
      await tx.schema
        .createTable('migration')
        .ifNotExists()
        .addColumn('name', 'text', (c) => c.primaryKey())
        .addColumn('applied_at', 'bigint', (c) => c.notNull())
        .execute()
      const applied = await tx.selectFrom('migration').select('name').execute()
      const names = new Set(applied.map((row) => row.name))
      refuseNewer(names, migrations)
      const done: PendingMigration[] = []
      for (const [name, migration] of migrations) {
        if (names.has(name)) continue
        done.push({ name, sql: await run(tx, migration) })
        await tx.insertInto('migration').values({ name, applied_at: Date.now() }).execute()
      }
      if (done.length > 0) await beforeCommit(done)
      return done
    })
}

function ledgerOf(db: Db): Kysely<Ledger> {
  // The cast holds for every database, whatever its version: `runPending` makes the table first.
  return db as unknown as Kysely<Ledger>
}

/** SQLite needs none: its transaction already holds the only write lock there is. */
async function lock(tx: Transaction<Ledger>): Promise<void> {
  if (tx.getExecutor().adapter instanceof SqliteAdapter) return
  // Migrating a large table may take longer than the time limit of ordinary statements.
  await sql.raw(WITHOUT_LIMIT).execute(tx)
  await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(tx)
}

const LOCK = 7_236_801_455 // any number, the same in every version

function refuseNewer(applied: ReadonlySet<string>, migrations: Migrations): void {
  const known = new Set(migrations.map(([name]) => name))
  const unknown = [...applied].filter((name) => !known.has(name)).sort()
  if (unknown.length === 0) return
  throw new Failure(
    'invalid_input',
    `The database is newer than this program: it has ${unknown.join(', ')}, which this version does not know. Start the version that made it, or restore a backup from before.`,
  )
}

/** Runs one migration and returns its statements. */
async function run(tx: Transaction<Ledger>, migration: Migration): Promise<string[]> {
  const statements: string[] = []
  const recorder: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      statements.push(tx.getExecutor().compileQuery(node, queryId).sql)
      return node
    },
    transformResult: async ({ result }) => result,
  }
  // Untyped, because a migration is written against the tables as they were at its time.
  await migration.up(tx.withPlugin(recorder) as unknown as Kysely<unknown>)
  return statements
}
