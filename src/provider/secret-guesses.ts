import { errors, Provider } from 'oidc-provider'
import { type Clock, SECOND } from '../base/clock.ts'
import type { OrganizationId } from '../base/ids.ts'
import { bucketOfSecret, QUICK_SECRETS } from '../core/throttle/bucket.ts'
import { findNextTry, giveBack, takeTry } from '../core/throttle/throttle-store.ts'
import type { Db } from '../storage/database.ts'
import { networkOf } from '../web/client-address.ts'

type Guessed = Readonly<{ organizationId: OrganizationId; clientId: string; address: string }>

export type SecretGuesses = Readonly<{
  /** Whether it is right, unless too many were wrong: then it is not looked at, and refused with 429. */
  look(guessed: Guessed, isRight: () => boolean): Promise<boolean>
}>

type Wait = { until: number; beingCounted: number }

const MOST = 10_000

/**
 * Client secrets are asked for at every token, so a right one costs nothing: only wrong ones are
 * counted, for each application and network apart, so that a stranger keeps no application out from
 * where it runs. They are counted in the database, and who has to wait is held here as well: another
 * node finds out by one wrong secret more.
 */
export function createSecretGuesses({ db, now }: { db: Db; now: Clock }): SecretGuesses {
  const waits = new Map<string, Wait>()

  function waitOf(key: string): Wait {
    const wait = waits.get(key) ?? { until: 0, beingCounted: 0 }
    waits.delete(key)
    waits.set(key, wait)
    const [longestAgo] = waits.keys()
    if (waits.size > MOST && longestAgo !== undefined) waits.delete(longestAgo)
    return wait
  }

  async function count(guessed: Guessed, wait: Wait): Promise<void> {
    const bucket = bucketOfSecret(guessed)
    // At once: of many guesses side by side no more are looked at than one after the other.
    wait.beingCounted += 1
    try {
      const isLeft = await takeTry(db, bucket, now())
      wait.until = (await findNextTry(db, bucket)) ?? 0
      if (!isLeft) refuse(wait.until - now())
    } finally {
      wait.beingCounted -= 1
    }
  }

  return {
    async look(guessed, isRight) {
      const { organizationId, clientId, address } = guessed
      const key = `${organizationId} ${clientId} ${networkOf(address)}`
      const wait = waits.get(key)
      if (wait && wait.until > now()) refuse(wait.until - now())
      if (wait && wait.beingCounted >= QUICK_SECRETS) refuse(SECOND)
      if (!isRight()) {
        await count(guessed, waitOf(key))
        return false
      }
      if (wait && waits.delete(key)) await giveBack(db, bucketOfSecret(guessed))
      return true
    },
  }
}

/** RFC 6585 section 4. The library has no error of this status. */
function refuse(waitMs: number): never {
  Provider.ctx?.set('retry-after', String(Math.max(1, Math.ceil(waitMs / SECOND))))
  const detail = 'invalid secrets came too often from there, and this one was not looked at'
  const error = new errors.OIDCProviderError(429, 'invalid_client', { detail })
  error.error_description = 'client authentication failed too often, try again later'
  throw error
}
