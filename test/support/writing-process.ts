/** `node writing-process.ts URL`: writes for ever, and prints each key once it is acknowledged. */
import { writeSync } from 'node:fs'
import { migrate } from '../../src/storage/migrate.ts'
import { openDatabase } from '../../src/storage/open-database.ts'

const WRITERS = 32

const { db } = await openDatabase(process.argv[2] ?? '')
await migrate(db)
await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)))

async function write(writer: number): Promise<never> {
  for (let n = 0; ; n += 1) {
    const key = `${writer}-${n}`
    await db.insertInto('meta').values({ key, value: '' }).execute()
    writeSync(1, `${key}\n`) // Straight into the pipe: what was printed outlives us.
  }
}
