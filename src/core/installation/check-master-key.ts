import { Failure } from '../../base/errors.ts'
import type { Sealer } from '../../base/seal.ts'
import type { Db } from '../../storage/database.ts'
import { findCanary, insertCanary } from './installation-store.ts'
import { keyIdOf } from './key-id.ts'

const SONG = 'this database was sealed with this master key'

/**
 * Refuses a master key that is not the database's own, at the start and not at the first secret.
 * The first key that a database meets becomes its own.
 */
export async function checkMasterKey({ db, sealer }: { db: Db; sealer: Sealer }): Promise<void> {
  if (!(await findCanary(db))) await insertCanary(db, await sealer.seal(SONG))
  const canary = (await findCanary(db)) ?? ''
  const song = await sealer.open(canary).catch(() => undefined)
  if (song === SONG) return
  throw new Failure(
    'invalid_input',
    `The master key is not the one this database was sealed with: it needs key ${keyIdOf(canary)} and was given key ${sealer.keyId}. Start with the right LATCHKEY_MASTER_KEY or key file.`,
  )
}
