import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after } from 'node:test'
import { sql } from 'kysely'
import { migrate } from '../../src/storage/migrate.ts'
import { type OpenDatabase, openDatabase } from '../../src/storage/open-database.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-test-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Where a file of this name may be made; it is gone when the tests end. */
export const pathOf = (name: string): string => path.join(folder, name, 'latchkey.db')

/** Two connections to one SQLite file: the second sees only what the first has committed. */
export async function oneFileOpenedTwice(
  name: string,
): Promise<{ one: OpenDatabase; other: OpenDatabase }> {
  const url = `sqlite:${pathOf(name)}`
  const one = await openDatabase(url)
  await migrate(one.db)
  return { one, other: await openDatabase(url) }
}

/** Tables in which a row without its parent is written, and fails the commit. */
export async function makeParentAndChild(db: OpenDatabase['db']): Promise<void> {
  await sql`create table parent (id text primary key)`.execute(db)
  await sql`create table child (id text primary key,
    parent text references parent(id) deferrable initially deferred)`.execute(db)
}
