import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import { verifyPassword } from '../users/password.ts'
import type { Tried } from './bucket.ts'
import { countTry, forgetTry, returnTries } from './count-try.ts'

type Typed = Readonly<{ tried: Tried; passwordHash: string | undefined; password: string }>

/** The only way to ask whether a password that somebody typed is right. */
export async function tryPassword(
  db: Db,
  { tried, passwordHash, password }: Typed,
  now: number,
): Promise<boolean> {
  await countTry(db, tried, now)
  const isRight = await verifyPassword(passwordHash, password).catch(async (error: unknown) => {
    if (error instanceof Failure && error.code === 'too_busy') await forgetTry(db, tried)
    throw error
  })
  if (isRight) await returnTries(db, tried)
  return isRight
}
