import { MINUTE, SECOND } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import { type Bucket, bucketsOf, type Tried } from './bucket.ts'
import { findNextTry, giveBack, takeTry } from './throttle-store.ts'

/**
 * Counts a try before the secret is checked, so that simultaneous tries count too, and a refused one
 * costs no hash. It fails the same way whether or not the account exists.
 */
export async function countTry(db: Db, tried: Tried, now: number): Promise<void> {
  for (const bucket of bucketsOf(tried)) {
    if (await takeTry(db, bucket, now)) continue
    throw tooManyTries(bucket, ((await findNextTry(db, bucket)) ?? now) - now)
  }
}

/** The try was right, so it was no guess. */
export async function returnTries(db: Db, tried: Tried): Promise<void> {
  await Promise.all(bucketsOf(tried).map((bucket) => giveBack(db, bucket)))
}

/** The server was too busy to check it, so it does not count. */
export async function forgetTry(db: Db, tried: Tried): Promise<void> {
  await Promise.all(bucketsOf(tried).map((one) => giveBack(db, { ...one, givesBack: 'one' })))
}

function tooManyTries({ of }: Bucket, waitMs: number): Failure {
  const minutes = Math.max(1, Math.ceil(waitMs / MINUTE))
  const wait = minutes === 1 ? 'a minute' : `${minutes} minutes`
  return new Failure('too_many_tries', `That was tried too often. Try again in ${wait}.`, {
    detail: {
      check: 'throttle',
      received: of === 'account' ? 'too many for this account' : 'too many from this address',
      slowed: of,
      retryAfterSeconds: Math.max(1, Math.ceil(waitMs / SECOND)),
    },
  })
}
