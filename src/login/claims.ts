import type { Connection } from '../core/connections/connection.ts'
import { claimOf, MOST_VALUES } from '../core/mapping/mapping-rule.ts'
import type { ClaimValues, MappingClaims } from '../core/mapping/match-rules.ts'
import type { AssertedPerson } from '../core/users/asserted-person.ts'
import type { Profile } from '../core/users/user.ts'
import { isPlainText } from '../web/readable-body.ts'
import { claimAt } from './claim-at.ts'

export type Claims = Readonly<Record<string, unknown>>

const LONGEST_TEXT = 500
const MOST_GROUPS = 500

/** The ID token's claims, and from userinfo what is missing in them. */
export function mergeClaims(idToken: Claims, userinfo: Claims): Claims {
  const merged: Record<string, unknown> = { ...userinfo }
  for (const [name, value] of Object.entries(idToken)) {
    if (value !== undefined && value !== null && value !== '') merged[name] = value
  }
  // Whether an address was checked belongs to the address: it must not come from a source that
  // tells of another one.
  if (idToken.email && userinfo.email && idToken.email !== userinfo.email) {
    merged.email_verified = idToken.email_verified
  }
  return merged
}

/** What is kept of the claims. Everything else in them, tokens above all, is forgotten. */
export function readPerson(
  claims: Claims,
  subject: string,
  { settings }: Pick<Connection, 'settings'>,
): AssertedPerson {
  const named = settings.claims
  return {
    subject,
    email: textOf(claims[named.email]),
    emailVerified: verifiedOf(claims, named.email),
    login: textOf(claimAt(claims, named.login)),
    profile: readProfile(claims, textOf(claimAt(claims, named.name))),
    groups: listOf(claimAt(claims, named.groups)),
    claims: readMappingClaims(claims, settings),
  }
}

/** The claims that the rules of a connection read; nothing else is carried along. */
function readMappingClaims(
  claims: Claims,
  { mapping, claims: named }: Connection['settings'],
): MappingClaims {
  const names = new Set(mapping.rules.map((rule) => claimOf(rule, named.groups)))
  return Object.fromEntries([...names].map((name) => [name, readValues(claims, name)]))
}

function readValues(claims: Claims, name: string): ClaimValues {
  const value = claimAt(claims, name)
  if (value === undefined && isElsewhere(claims, name)) {
    return { values: [], incomplete: 'elsewhere' }
  }
  const isTooMany = Array.isArray(value) && value.length > MOST_VALUES
  return { values: listOf(value, MOST_VALUES), ...(isTooMany && { incomplete: 'too_many' }) }
}

/** Entra ID's overage: above 200 groups it names where to ask for them, or says that there are some. */
function isElsewhere(claims: Claims, name: string): boolean {
  const { _claim_names: names, hasgroups } = claims
  if (name === 'groups' && (hasgroups === true || hasgroups === 'true')) return true
  return typeof names === 'object' && names !== null && Object.hasOwn(names, name)
}

/** Texts of a claim that may be one or a list: some providers send a single group as a string. */
export function listOf(value: unknown, most = MOST_GROUPS): string[] {
  const given: unknown[] = Array.isArray(value) ? value.slice(0, most) : [value]
  return [...new Set(given.map(textOf).filter((text) => text !== undefined))]
}

function readProfile(claims: Claims, name: string | undefined): Profile {
  const known = {
    name,
    givenName: textOf(claims.given_name),
    middleName: textOf(claims.middle_name),
    familyName: textOf(claims.family_name),
    nickname: textOf(claims.nickname),
    profileUrl: webAddressOf(claims.profile),
    picture: webAddressOf(claims.picture),
    website: webAddressOf(claims.website),
    gender: textOf(claims.gender),
    birthdate: textOf(claims.birthdate),
    zoneinfo: textOf(claims.zoneinfo),
    locale: textOf(claims.locale),
    phoneNumber: textOf(claims.phone_number),
    address: readAddress(claims.address),
  }
  return withoutUndefined(known)
}

function readAddress(value: unknown): Profile['address'] {
  if (typeof value !== 'object' || value === null) return
  const claims: Claims = { ...value }
  const address = withoutUndefined({
    streetAddress: textOf(claims.street_address),
    locality: textOf(claims.locality),
    region: textOf(claims.region),
    postalCode: textOf(claims.postal_code),
    country: textOf(claims.country),
  })
  return Object.keys(address).length > 0 ? address : undefined
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

function withoutUndefined<T extends Record<string, unknown>>(record: T): Defined<T> {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined)
  // What is left out is exactly what Defined makes optional.
  return Object.fromEntries(entries) as Defined<T>
}

function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return
  const text = value.trim()
  return text && text.length <= LONGEST_TEXT && isPlainText(text) ? text : undefined
}

/** `email_verified` is about `email` (OIDC Core section 5.1): another claim it never vouches for. */
function verifiedOf({ email_verified }: Claims, name: string): boolean | undefined {
  const said = booleanOf(email_verified)
  return name === 'email' || said === false ? said : undefined
}

/** `true` and `"true"`: providers disagree on the type. */
function booleanOf(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true
  return value === false || value === 'false' ? false : undefined
}

/** Shown as pictures and links later, so nothing but http(s) is kept. */
function webAddressOf(value: unknown): string | undefined {
  const text = textOf(value)
  const protocol = text && URL.parse(text)?.protocol
  return protocol === 'https:' || protocol === 'http:' ? text : undefined
}
