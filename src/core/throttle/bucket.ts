import { DAY, HOUR, MINUTE, SECOND } from '../../base/clock.ts'
import type { OrganizationId } from '../../base/ids.ts'
import { digest } from '../../base/token.ts'
import { networkOf } from '../../web/client-address.ts'

/** Something secret that was typed: what, whose, and where from. */
export type Tried = Readonly<{
  organizationId: OrganizationId
  what: 'password' | 'factor' | 'passkey' | 'device_code' | 'password_reset'
  /** What names the account, whether there is one or not: the key of the login that was typed. */
  account: string
  /** A browser that is known to be the account's own: others cannot use up its tries. */
  browser?: string | undefined
  address: string
}>

/**
 * `quick` tries at once, then one every `everyMs`, each with a longer wait than the one before, until
 * the waits are `slowestMs`. Somebody who knows better always gets another try, and whoever guesses
 * gets 96 a day.
 */
type Limit = Readonly<{ quick: number; everyMs: number; slowestMs: number; forgetMs: number }>

export type Bucket = Readonly<{
  id: string
  of: 'account' | 'address'
  limit: Limit
  /** What being right gives back: all tries, or the one. */
  givesBack: 'all' | 'one'
}>

const OF_ACCOUNT: Limit = {
  quick: 10,
  everyMs: MINUTE,
  slowestMs: 15 * MINUTE,
  forgetMs: DAY,
}

/** Nobody's mailbox is filled by somebody who types their name. */
const OF_WISH: Limit = {
  quick: 3,
  everyMs: 5 * MINUTE,
  slowestMs: HOUR,
  forgetMs: DAY,
}

/** A whole office has one address, and its people come at nine. */
const OF_ADDRESS: Limit = {
  quick: 100,
  everyMs: 6 * SECOND,
  slowestMs: 6 * SECOND,
  forgetMs: HOUR,
}

/**
 * Programs ask again at once, and by themselves: once its secret is put right, an application that was
 * given a wrong one waits for five minutes at most.
 */
const OF_SECRET: Limit = {
  quick: 20,
  everyMs: MINUTE,
  slowestMs: 5 * MINUTE,
  forgetMs: HOUR,
}

export const QUICK_SECRETS = OF_SECRET.quick

/** Wrong secrets of one application, from one network: others' do not count against its own. */
export function bucketOfSecret({
  organizationId,
  clientId,
  address,
}: Readonly<{ organizationId: OrganizationId; clientId: string; address: string }>): Bucket {
  const id = idOf(organizationId, 'application', clientId, networkOf(address))
  return { id, of: 'account', limit: OF_SECRET, givesBack: 'all' }
}

/** The address first: who has none left there must not use up the tries of an account. */
export function bucketsOf(tried: Tried): readonly Bucket[] {
  const { organizationId, what, account, browser, address } = tried
  const whose = browser === undefined ? [what, account] : [what, account, 'browser', browser]
  return [
    {
      id: idOf(organizationId, 'address', networkOf(address)),
      of: 'address',
      limit: OF_ADDRESS,
      // Not all: whoever has an account of their own could go on for ever.
      givesBack: 'one',
    },
    {
      id: idOf(organizationId, 'account', ...whose),
      of: 'account',
      limit: what === 'password_reset' ? OF_WISH : OF_ACCOUNT,
      // A password or a factor is right for its account alone; a code of one's own device says nothing.
      givesBack: what === 'device_code' || what === 'passkey' ? 'one' : 'all',
    },
  ]
}

function idOf(...parts: readonly string[]): string {
  return digest(JSON.stringify(parts))
}
