import { HOUR, MINUTE, SECOND } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { OrganizationId } from '../../base/ids.ts'
import { digest } from '../../base/token.ts'
import type { Db } from '../../storage/database.ts'
import { networkOf } from '../../web/client-address.ts'
import type { Bucket } from '../throttle/bucket.ts'
import { findNextTry, takeTry } from '../throttle/throttle-store.ts'

const LIMIT = { quick: 60, everyMs: 10 * SECOND, slowestMs: MINUTE, forgetMs: HOUR }

/**
 * A token that is none was tried. Counted apart from passwords: a provider whose token has expired
 * goes on for days, and must not keep people behind the same address from signing in.
 */
export async function countRefusal(
  db: Db,
  { organizationId, address }: Readonly<{ organizationId: OrganizationId; address: string }>,
  now: number,
): Promise<void> {
  const id = digest(JSON.stringify([organizationId, 'provisioning', networkOf(address)]))
  const bucket: Bucket = { id, of: 'address', limit: LIMIT, givesBack: 'one' }
  if (await takeTry(db, bucket, now)) return
  const waitMs = ((await findNextTry(db, bucket)) ?? now) - now
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / SECOND))
  throw new Failure('too_many_tries', 'Tokens that are not valid were tried too often.', {
    detail: { check: 'throttle', retryAfterSeconds },
  })
}
