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
 * The name of a browser that has signed in to this account before; its tries are counted apart, so
 * that a stranger's guesses do not keep the person out. It is no proof of anything else.
 */
export function readKnownBrowser(
  visit: Visit,
  sealer: Sealer,
  { userId, cookieHeader }: Asked,
): string | undefined {
  const value = readCookie(cookieHeader, visit.cookies.knownBrowser)
  const [name = '', mac = ''] = value?.split('.') ?? []
  return name && equalSecrets(mac, macOf(visit, sealer, userId, name)) ? name : undefined
}

/** For a browser that has just signed in. It keeps its name, and so one count of its tries. */
export function knownBrowserCookie(visit: Visit, sealer: Sealer, asked: Asked): string {
  const name = readKnownBrowser(visit, sealer, asked) ?? randomBytes(16).toString('base64url')
  return setCookie({
    name: visit.cookies.knownBrowser,
    value: `${name}.${macOf(visit, sealer, asked.userId, name)}`,
    secure: visit.secure,
    maxAgeSeconds: (400 * DAY) / SECOND,
  })
}

function macOf({ organization }: Visit, sealer: Sealer, userId: UserId, name: string): string {
  const said = JSON.stringify([organization.id, userId, name])
  return createHmac('sha256', sealer.keyFor(PURPOSE)).update(said).digest('base64url')
}
