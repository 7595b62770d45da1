import { DAY, HOUR, MINUTE, SECOND } from '../../base/clock.ts'
import type { OrganizationId } from '../../base/ids.ts'
import { digest } from '../../base/token.ts'
import { networkOf } from '../../web/client-address.ts'

/** A secret that was entered: what kind, for which account, and from where. */
export type Tried = Readonly<{
  organizationId: OrganizationId
  what: 'password' | 'factor' | 'passkey' | 'device_code' | 'password_reset'
  /** Identifies the account, whether or not it exists: the key of the login that was typed. */
  account: string
  /** A browser known to belong to the account, whose tries others cannot use up. */
  browser?: string | undefined
  address: string
}>

/**
 * `quick` tries without waiting, then one after `everyMs`, with a wait that grows by `everyMs` each
 * time up to `slowestMs`. So whoever knows the secret always gets another try, while guessing is
 * limited: with 15 minutes, to 96 tries a day.
 */
type Limit = Readonly<{ quick: number; everyMs: number; slowestMs: number; forgetMs: number }>

export type Bucket = Readonly<{
  id: string
  of: 'account' | 'address'
  limit: Limit
  /** How many tries a right one gives back: all, or itself. */
  givesBack: 'all' | 'one'
}>

const OF_ACCOUNT: Limit = {
  quick: 10,
  everyMs: MINUTE,
  slowestMs: 15 * MINUTE,
  forgetMs: DAY,
}

/** Nobody's mailbox must be filled by somebody who types their name. */
const OF_WISH: Limit = {
  quick: 3,
  everyMs: 5 * MINUTE,
  slowestMs: HOUR,
  forgetMs: DAY,
}

/** A whole office may have one address, and all sign in at nine. */
const OF_ADDRESS: Limit = {
  quick: 100,
  everyMs: 6 * SECOND,
  slowestMs: 6 * SECOND,
  forgetMs: HOUR,
}

/**
 * Programs retry at once and by themselves, so an application with a wrong secret uses up its tries.
 * Once its secret is corrected, it must not have to wait longer than five minutes.
 */
const OF_SECRET: Limit = {
  quick: 20,
  everyMs: MINUTE,
  slowestMs: 5 * MINUTE,
  forgetMs: HOUR,
}

export const QUICK_SECRETS = OF_SECRET.quick

/** Wrong secrets of one application from one network; those from elsewhere do not count against it. */
export function bucketOfSecret({
  organizationId,
  clientId,
  address,
}: Readonly<{ organizationId: OrganizationId; clientId: string; address: string }>): Bucket {
  const id = idOf(organizationId, 'application', clientId, networkOf(address))
  return { id, of: 'account', limit: OF_SECRET, givesBack: 'all' }
}

/** The address comes first: whoever has used it up must not use up an account's tries as well. */
export function bucketsOf(tried: Tried): readonly Bucket[] {
  const { organizationId, what, account, browser, address } = tried
  const whose = browser === undefined ? [what, account] : [what, account, 'browser', browser]
  return [
    {
      id: idOf(organizationId, 'address', networkOf(address)),
      of: 'address',
      limit: OF_ADDRESS,
      // Not all: whoever has an account of their own could otherwise go on for ever.
      givesBack: 'one',
    },
    {
      id: idOf(organizationId, 'account', ...whose),
      of: 'account',
      limit: what === 'password_reset' ? OF_WISH : OF_ACCOUNT,
      // A right password or factor proves whose account it is; a code of one's own device does not.
      givesBack: what === 'device_code' || what === 'passkey' ? 'one' : 'all',
    },
  ]
}

function idOf(...parts: readonly string[]): string {
  return digest(JSON.stringify(parts))
}
