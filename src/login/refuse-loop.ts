import type { Clock } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import { LOOP_ROUNDS, LOOP_WINDOW_MS } from '../core/sign-in-attempts/sign-in-attempt.ts'
import { countRounds } from '../core/sign-in-attempts/sign-in-attempt-store.ts'
import type { Visit } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'

/**
 * Ends a loop at the third round. A browser that keeps our attempts' cookie but not the session's
 * is sent in, signed in, and asked to sign in again for ever; each round looks well by itself.
 *
 * `started`: rounds that a provider began count from their start, as nothing else stops it from
 * sending the browser here again. `returned`: rounds that the person began count once they came
 * back signed in, so that going back and choosing again is no loop.
 */
export async function refuseLoop(
  { db, now }: { db: Db; now: Clock },
  visit: Visit,
  { browserDigest, count }: { browserDigest: string | undefined; count: 'started' | 'returned' },
): Promise<void> {
  if (!browserDigest) return
  const rounds = await countRounds(db, browserDigest, now() - LOOP_WINDOW_MS)
  if (rounds[count] < LOOP_ROUNDS - 1) return
  throw new Failure(
    'sign_in_loop',
    'Your browser came here for the third time within a minute without being signed in.',
    {
      detail: {
        check: 'session cookie',
        expected: visit.cookies.session,
        received: `no live session, after ${rounds.started} starts and ${rounds.returned} returns`,
      },
    },
  )
}
