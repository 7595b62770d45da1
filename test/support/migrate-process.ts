/** `node migrate-process.ts URL`: what a starting server does to its database, and nothing else. */
import { migrate } from '../../src/storage/migrate.ts'
import { openDatabase } from '../../src/storage/open-database.ts'

const { db, close } = await openDatabase(process.argv[2] ?? '')
console.log(JSON.stringify(await migrate(db)))
await close()
