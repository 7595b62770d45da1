import { DAY, HOUR } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { OrganizationId } from '../../base/ids.ts'
import { isSecureAddress } from '../../base/loopback.ts'
import { type Appearance, DEFAULT_APPEARANCE } from './appearance.ts'
import { DEFAULT_SIGN_IN_POLICY, type SignInPolicy } from './sign-in-policy.ts'

/** The origin an organization lives at, and so its issuer: no path, no trailing slash. */
export type OrganizationUrl = string & { readonly organizationUrl: true }

/** A tenant with its own origin, people, connections and applications. */
export type Organization = Readonly<{
  id: OrganizationId
  slug: string
  name: string
  url: OrganizationUrl
  settings: OrganizationSettings
  /** Whether any group requires a second factor of its people; the groups' rows say which. */
  groupsRequireSecondFactor?: boolean
  /** Passwords were turned off, and come back at this time unless people are seen to get in without. */
  passwordsBackAt?: number
  createdAt: number
  updatedAt: number
}>

export const SIGN_UPS = ['off', 'invited', 'domains', 'open'] as const
export type SignUp = (typeof SIGN_UPS)[number]

export const SECOND_FACTORS = ['off', 'optional', 'required'] as const
export type SecondFactor = (typeof SECOND_FACTORS)[number]

export type OrganizationSettings = Readonly<{
  /**
   * Who can sign in for the first time. `invited`: staged people, if a connection that is trusted for
   * their address vouches for it. `domains`: those, and whoever has an address in an allowed domain
   * that a connection vouches for. `open`: everybody whom a connection with sign-up sends.
   */
  signUp: SignUp
  allowedDomains: readonly string[]
  passwordSignIn: boolean
  signInPolicy: SignInPolicy
  /** Whether people can change what they are called, where no connection tells it. */
  changeOwnNames: boolean
  /** `optional`: whoever has one is asked for it. A group or an application may require more. */
  secondFactor: SecondFactor
  sessionIdleMs: number
  sessionMaxMs: number
  /** An administrator who signed in longer ago signs in again before changing who gets in. */
  reauthenticateAfterMs: number
  /** How long the audit log is kept. */
  eventRetentionMs: number
  appearance: Appearance
}>

export const DEFAULT_ORGANIZATION_SETTINGS: OrganizationSettings = {
  signUp: 'open',
  allowedDomains: [],
  passwordSignIn: true,
  signInPolicy: DEFAULT_SIGN_IN_POLICY,
  changeOwnNames: true,
  secondFactor: 'optional',
  sessionIdleMs: 2 * HOUR,
  sessionMaxMs: 7 * DAY,
  reauthenticateAfterMs: HOUR,
  // A year and a month, so that a review of the past year finds all of it.
  eventRetentionMs: 400 * DAY,
  appearance: DEFAULT_APPEARANCE,
}

/**
 * The issuer is compared byte for byte (OIDC Core section 3.1.3.7), so an address that the URL
 * parser would spell otherwise is refused rather than repaired behind the owner's back.
 */
export function parseOrganizationUrl(text: string): OrganizationUrl {
  const url = URL.parse(text)
  if (!url || url.origin !== text || !isSecureAddress(url)) {
    throw new Failure(
      'invalid_input',
      `An organization's url is an origin such as https://id.example.com: https (http on loopback only), lower case, no path and no trailing slash. Received: ${text}`,
    )
  }
  return text as OrganizationUrl
}

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** The name of a thing in addresses and files: lower-case letters, digits and inner hyphens. */
export function parseSlug(text: string): string {
  if (SLUG.test(text)) return text
  throw new Failure(
    'invalid_input',
    `A slug has 1 to 63 lower-case letters, digits and inner hyphens. Received: ${text}`,
  )
}
