import { DAY } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { ConnectionSettings } from './connection.ts'
import type { HealthFinding } from './connection-health.ts'

/** How many days ahead an event tells it; 0 is the day itself. */
const WARNED_DAYS = [30, 7, 1, 0] as const

/** A day as forms and files write it, `2027-03-31`; nothing where nothing was given. */
export function parseSecretExpiry(text: string | null | undefined): string | undefined {
  const day = text?.trim()
  if (!day) return undefined
  const at = Date.parse(`${day}T00:00:00Z`)
  // The parser takes 30 February for 2 March; what comes out must be what went in.
  if (!Number.isNaN(at) && new Date(at).toISOString().startsWith(day) && day.length === 10) {
    return day
  }
  const message = 'The day that a secret expires is written as 2027-03-31.'
  throw new Failure('invalid_input', message, {
    fields: [{ path: 'settings.secretExpiresOn', message }],
  })
}

/** The moment from which the provider refuses the secret: the day's beginning, in UTC. */
export function secretExpiresAt(
  settings: Pick<ConnectionSettings, 'secretExpiresOn'>,
): number | undefined {
  const { secretExpiresOn: day } = settings
  return day === undefined ? undefined : Date.parse(`${day}T00:00:00Z`)
}

/** What a look at the connection says of it, from 30 days ahead. */
export function examineSecretExpiry(
  settings: Pick<ConnectionSettings, 'secretExpiresOn'>,
  now: number,
): HealthFinding | undefined {
  const at = secretExpiresAt(settings)
  if (at === undefined || at - now > WARNED_DAYS[0] * DAY) return undefined
  const days = Math.ceil((at - now) / DAY)
  return {
    check: 'secret expiry',
    verdict: 'risky',
    sentence:
      days > 0
        ? `Its client secret expires in ${days === 1 ? 'one day' : `${days} days`}, on ${settings.secretExpiresOn}.`
        : `Its client secret expired on ${settings.secretExpiresOn}; sign-ins fail once the provider refuses it.`,
    remedy: 'Make a new secret at the provider, enter it here, and set the new day.',
  }
}

/** The warning that fell due since the last look, in days ahead: each is told once. */
export function expiryWarning(
  settings: Pick<ConnectionSettings, 'secretExpiresOn'>,
  { from, to }: Readonly<{ from: number | undefined; to: number }>,
): number | undefined {
  const at = secretExpiresAt(settings)
  if (at === undefined || from === undefined) return undefined
  return WARNED_DAYS.findLast((days) => from < at - days * DAY && at - days * DAY <= to)
}
