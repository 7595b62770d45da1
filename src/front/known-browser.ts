import { createHmac, randomBytes } from 'node:crypto'
import { DAY, SECOND } from '../base/clock.ts'
import type { UserId } from '../base/ids.ts'
import type { Sealer } from '../base/seal.ts'
import { equalSecrets } from '../base/token.ts'
import { readCookie, setCookie } from '../web/cookies.ts'
import type { Visit } from './visit.ts'

const PURPOSE = 'known browser'

type Asked = Readonly<{ userId: UserId; cookieHeader: string | undefined }>

/**
 * What was shown in the browser. They are kept apart because one-time codes are easy to guess: having
 * the password, in however many browsers, must not earn further tries of a second factor.
 */
type By = 'password' | 'factor'

/**
 * The name of a browser that has signed in to this account before. Its tries are counted separately,
 * so that a stranger's guesses do not lock the person out. It proves nothing else.
 */
export function readKnownBrowser(
  visit: Visit,
  sealer: Sealer,
  { userId, cookieHeader, by }: Asked & Readonly<{ by: By }>,
): string | undefined {
  const value = readCookie(cookieHeader, visit.cookies.knownBrowser)
  const [name = '', ofPassword = '', ofFactor = ''] = value?.split('.') ?? []
  const mac = by === 'factor' ? ofFactor : ofPassword
  const isKnown = name && equalSecrets(mac, macOf(visit, sealer, { userId, name, by }))
  return isKnown ? name : undefined
}

/** For a browser that has just signed in. A known one keeps its name, and so the count of its tries. */
export function knownBrowserCookie(
  visit: Visit,
  sealer: Sealer,
  { hasShownFactor, ...asked }: Asked & Readonly<{ hasShownFactor: boolean }>,
): string {
  const { userId } = asked
  const known = readKnownBrowser(visit, sealer, { ...asked, by: 'password' })
  const name = known ?? randomBytes(16).toString('base64url')
  const isFactorKnown =
    hasShownFactor || readKnownBrowser(visit, sealer, { ...asked, by: 'factor' }) !== undefined
  const by: readonly By[] = isFactorKnown ? ['password', 'factor'] : ['password']
  return setCookie({
    name: visit.cookies.knownBrowser,
    value: [name, ...by.map((one) => macOf(visit, sealer, { userId, name, by: one }))].join('.'),
    secure: visit.secure,
    maxAgeSeconds: (400 * DAY) / SECOND,
  })
}

type Named = Readonly<{ userId: UserId; name: string; by: By }>

function macOf({ organization }: Visit, sealer: Sealer, { userId, name, by }: Named): string {
  const said = JSON.stringify([organization.id, userId, name, ...(by === 'factor' ? [by] : [])])
  return createHmac('sha256', sealer.keyFor(PURPOSE)).update(said).digest('base64url')
}
