import { callbackPath } from '../connections/connection.ts'
import type { ExplainContext } from './explanation.ts'
import { nearestOf, nearness } from './nearness.ts'
import type { Seen } from './seen.ts'

const WELL_KNOWN = '/.well-known/openid-configuration'

/** What the names in the catalogue's texts stand for in one attempt. */
export type Names = Readonly<Record<string, string | undefined>>

export function namesOf(seen: Seen, context: ExplainContext): Names {
  const { organization, connection, application, person } = context
  const [expected, received] = [
    seen.told('expected'),
    seen.told('received') || seen.told('happened'),
  ]
  const nearest = nearestOf(expected.split(' '), received)
  return {
    provider: connection?.name ?? 'the provider',
    organization: organization.name,
    organizationUrl: organization.url,
    application: application?.label ?? 'the application',
    person: person?.login ?? 'the person',
    check: seen.told('check'),
    expected,
    received: received || seen.message,
    nearest,
    difference: nearness(nearest ?? '', received)?.words ?? 'their spelling',
    asked: seen.told('asked').replace(/^[A-Z]+ /, ''),
    host: hostOf(seen.told('asked')),
    domain: seen.told('email').split('@')[1],
    seconds: secondsOf(seen),
    dateSeconds: seen.told('clockAheadSeconds') || 'an unknown number of',
    cookieReason: COOKIE_REASONS[seen.told('method')] ?? COOKIE_REASONS.GET,
    signUpAt: received || 'organization',
    initiateUri: `${organization.url}/sso/openid/initiate`,
    callbackUri: `${organization.url}/sso/openid`,
    wellKnownUrlReceived: /^https?:/.test(received)
      ? received.replace(/\/+$/, '') + WELL_KNOWN
      : undefined,
    ...(connection && namesOfConnection(connection, organization.url, seen)),
  }
}

function namesOfConnection(
  connection: NonNullable<ExplainContext['connection']>,
  url: string,
  seen: Seen,
): Names {
  const { settings } = connection
  return {
    clientId: connection.clientId,
    redirectUri: seen.told('redirectUri') || url + callbackPath(connection, 1),
    scopes: [...new Set(['openid', ...settings.scopes])].join(' '),
    groupsClaim: settings.claims.groups,
    orgWellKnownUrl: (URL.parse(connection.issuer)?.origin ?? '') + WELL_KNOWN,
  }
}

const COOKIE_REASONS: Readonly<Record<string, string>> = {
  GET: 'it came to another address than the attempt began at, over http in place of https, or a proxy or the browser dropped the cookie',
  POST: 'the provider answered by a form (form_post), and browsers send cookies with another site’s form over https alone',
}

/** The measured difference of the clocks, and which way it goes. */
function secondsOf({ told }: Seen): string {
  const off = Number(told('offSeconds'))
  const ahead = off > 0 ? 'the provider’s is ahead' : 'the provider’s is behind'
  return `${Math.abs(off)} seconds (${ahead})`
}

function hostOf(asked: string): string | undefined {
  return URL.parse(asked.replace(/^[A-Za-z ]+ /, ''))?.hostname
}

/** A text with its names in braces replaced. */
export function fillIn(text: string, names: Names): string {
  return text.replace(/\{(\w+)\}(\.?)/g, (_whole, name: string, stop: string, at: number) => {
    const value = names[name] || 'nothing'
    const begins = at === 0 && STAND_INS.has(value)
    const told = begins ? value.replace('the', 'The') : value
    return told.endsWith('.') ? told : told + stop
  })
}

/** For what an attempt does not know, or what is gone since. */
const STAND_INS: ReadonlySet<string> = new Set(['the provider', 'the application', 'the person'])
