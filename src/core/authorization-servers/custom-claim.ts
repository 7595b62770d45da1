import type { FieldFault } from '../../base/errors.ts'
import type { GroupsClaim } from '../applications/application.ts'
import { checkGroupsClaim } from '../applications/check-application-values.ts'
import { filterGroups } from '../applications/groups-claim.ts'
import { displayName, type User } from '../users/user.ts'
import { noScope } from './scope.ts'

/** A claim that an administrator adds to the tokens of a custom authorization server. */
export type CustomClaim = Readonly<{
  name: string
  /** What an ID token carries, userinfo answers as well. */
  token: 'id_token' | 'access_token'
  value: ClaimSource
  /** Only with one of these scopes; with any when there is none. */
  scopes: readonly string[]
  active: boolean
}>

type ClaimSource =
  | Readonly<{ kind: 'text'; text: string }>
  | Readonly<{ kind: 'profile'; attribute: ProfileAttribute }>
  | Readonly<{ kind: 'groups' } & GroupsClaim>

/** What of a person a claim can tell: nothing about their password, role or how they are kept. */
export const PROFILE_ATTRIBUTES = [
  'login',
  'email',
  'displayName',
  'givenName',
  'middleName',
  'familyName',
  'nickname',
  'profileUrl',
  'picture',
  'website',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
  'phoneNumber',
] as const
type ProfileAttribute = (typeof PROFILE_ATTRIBUTES)[number]

/** A token that carries more is too long for a header; Okta has the same limit. */
const MOST_GROUPS = 100

/** The person a token is about, with the groups read only when a claim asks for them. */
export type ClaimPerson = Readonly<{ user: User; groupNames: () => Promise<readonly string[]> }>

/** The custom claims of one token. An application that acts for itself has the fixed texts alone. */
export async function customClaims(
  claims: readonly CustomClaim[],
  token: CustomClaim['token'],
  { scopes, person }: { scopes: readonly string[]; person: ClaimPerson | undefined },
): Promise<Record<string, unknown>> {
  const wanted = claims.filter(
    (claim) =>
      claim.active &&
      claim.token === token &&
      (claim.scopes.length === 0 || claim.scopes.some((scope) => scopes.includes(scope))),
  )
  const values: [string, unknown][] = []
  for (const { name, value } of wanted) values.push([name, await readValue(value, person)])
  return Object.fromEntries(values.filter(([, value]) => value !== undefined))
}

async function readValue(source: ClaimSource, person: ClaimPerson | undefined): Promise<unknown> {
  if (source.kind === 'text') return source.text
  if (!person) return undefined
  if (source.kind === 'profile') return attributeOf(person.user, source.attribute)
  return filterGroups(source, await person.groupNames()).slice(0, MOST_GROUPS)
}

function attributeOf(user: User, attribute: ProfileAttribute): string | undefined {
  switch (attribute) {
    case 'login':
    case 'email':
      return user[attribute]
    case 'displayName':
      return displayName(user)
    default:
      return user.profile[attribute]
  }
}

/** Names that say who signed what for whom: no administrator's text may stand in their place. */
const OF_PROTOCOL = [
  ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'ver', 'cid', 'uid', 'scp', 'scope', 'azp'],
  ...['client_id', 'auth_time', 'nonce', 'at_hash', 'c_hash', 's_hash', 'sid', 'acr', 'amr', 'idp'],
  ...['cnf', 'act', 'may_act', 'events', '_claim_names', '_claim_sources', '__proto__'],
]
/** In ID tokens the standard's claims mean what the standard says, `email_verified` above all. */
const OF_PROFILE = [
  ...['name', 'given_name', 'middle_name', 'family_name', 'nickname', 'preferred_username'],
  ...['profile', 'picture', 'website', 'gender', 'birthdate', 'zoneinfo', 'locale', 'updated_at'],
  ...['email', 'email_verified', 'address', 'phone_number', 'phone_number_verified'],
]
const NAME = /^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/

export function checkClaims(
  claims: readonly CustomClaim[],
  isKnownScope: (name: string) => boolean,
): FieldFault[] {
  return claims.flatMap((claim, i) => {
    const message = nameFault(claim, claims.slice(0, i))
    const pattern = claim.value.kind === 'groups' ? checkGroupsClaim(claim.value) : undefined
    return [
      ...(message ? [{ path: `claims.${i}.name`, message }] : []),
      ...(pattern ? [{ path: `claims.${i}.value.value`, message: pattern }] : []),
      ...claim.scopes.flatMap((name, at) =>
        isKnownScope(name) ? [] : [{ path: `claims.${i}.scopes.${at}`, message: noScope(name) }],
      ),
    ]
  })
}

function nameFault({ name, token }: CustomClaim, before: readonly CustomClaim[]) {
  if (!NAME.test(name)) {
    return 'The name of a claim has 1 to 100 visible ASCII characters, no quote and no backslash.'
  }
  if (OF_PROTOCOL.includes(name) || (token === 'id_token' && OF_PROFILE.includes(name))) {
    return `The claim ${name} has its meaning from the standard: choose another name.`
  }
  const isTwice = before.some((one) => one.name === name && one.token === token)
  return isTwice ? `There are two claims named ${name} in the same token.` : undefined
}
