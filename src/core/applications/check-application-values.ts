import type { FieldFault } from '../../base/errors.ts'
import { isSecureAddress } from '../../base/loopback.ts'
import { compileNamePattern } from '../patterns/name-pattern.ts'
import type { ApplicationSettings, GroupsClaim } from './application.ts'
import { checkKeys } from './check-keys.ts'

/** Finds values that would only fail at a sign-in, while whoever entered them can still fix them. */
export function checkApplicationValues(settings: ApplicationSettings): FieldFault[] {
  return [
    ...checkPattern(settings.groupsClaim),
    ...checkKeys(settings.jwks),
    ...checkAddress('jwksUri', settings.jwksUri, 'The address of a JWK Set is an https address.'),
    ...checkAddress('logoUri', settings.logoUri, 'A logo is given by its https address.'),
  ]
}

function checkPattern(claim: ApplicationSettings['groupsClaim']): FieldFault[] {
  const message = claim && checkGroupsClaim(claim)
  return message ? [{ path: 'groupsClaim.value', message }] : []
}

/** What is wrong with a filter; undefined for a good one. */
export function checkGroupsClaim(claim: GroupsClaim): string | undefined {
  if (claim.filter !== 'REGEX' || compileNamePattern(claim.value)) return undefined
  return 'This is not a regular expression that can be used here: up to 200 characters, without references back (\\1), lookaround ((?=…)) and word boundaries (\\b).'
}

function checkAddress(path: string, address: string | undefined, message: string): FieldFault[] {
  const url = address === undefined ? undefined : URL.parse(address)
  return url === undefined || (url && isSecureAddress(url)) ? [] : [{ path, message }]
}
