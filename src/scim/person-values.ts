import type { ProvisionedPerson, ToldPerson } from '../core/provisioning/provisioned-person.ts'
import { type Profile, parseEmail, parseLogin } from '../core/users/user.ts'
import { scimFailure } from './scim-failure.ts'
import type { ToldValues } from './told-values.ts'

/** What has a place in the profile, by the name of the value. The rest is kept as it was said. */
const IN_PROFILE = {
  displayName: 'name',
  'name.givenName': 'givenName',
  'name.middleName': 'middleName',
  'name.familyName': 'familyName',
  nickName: 'nickname',
  profileUrl: 'profileUrl',
  locale: 'locale',
  timezone: 'zoneinfo',
  'phoneNumbers[work].value': 'phoneNumber',
} as const satisfies Record<string, keyof Profile>

const IN_ADDRESS = {
  'addresses[work].streetAddress': 'streetAddress',
  'addresses[work].locality': 'locality',
  'addresses[work].region': 'region',
  'addresses[work].postalCode': 'postalCode',
  'addresses[work].country': 'country',
} as const satisfies Record<string, keyof NonNullable<Profile['address']>>

const OF_THE_PERSON = ['userName', 'externalId', 'active', 'emails[work].value']

/** A person as they are here, in the words of the provider. */
export function valuesOf({ user, externalId, attributes }: ProvisionedPerson): ToldValues {
  const { profile, login, email, status } = user
  const values: ToldValues = new Map(Object.entries(attributes))
  values.set('userName', login)
  values.set('active', status === 'active')
  if (externalId !== undefined) values.set('externalId', externalId)
  if (email !== '') values.set('emails[work].value', email)
  for (const [name, key] of Object.entries(IN_PROFILE)) set(values, name, profile[key])
  for (const [name, key] of Object.entries(IN_ADDRESS)) set(values, name, profile.address?.[key])
  return values
}

/** What is to become of the person. What the provider has no word for stays as it is. */
export function toldBy(values: ToldValues, known?: ProvisionedPerson): ToldPerson {
  const login = values.get('userName')
  if (typeof login !== 'string') throw scimFailure('invalidValue', 'userName is missing.')
  const externalId = text(values, 'externalId')
  return {
    // Names from before this was looked at stay usable: somebody must be able to leave.
    login: login === known?.user.login ? login : parseLogin(login),
    email: emailOf(values, login),
    externalId,
    active: values.get('active') !== false,
    profile: profileOf(values, known?.user.profile ?? {}),
    attributes: attributesOf(values),
  }
}

/** Begins anew with what a replacement need not repeat. */
export function unsaid(known: ProvisionedPerson): ToldValues {
  const values = valuesOf(known)
  for (const name of values.keys()) {
    if (name !== 'active' && name !== 'externalId') values.delete(name)
  }
  return values
}

function emailOf(values: ToldValues, login: string): string | undefined {
  const email = text(values, 'emails[work].value')
  if (email !== undefined) return parseEmail(email)
  try {
    return parseEmail(login)
  } catch {
    return undefined // A name that is no address: then there is none.
  }
}

function profileOf(values: ToldValues, before: Profile): Profile {
  const profileUrl = text(values, 'profileUrl')
  if (profileUrl !== undefined && !/^https?:$/.test(URL.parse(profileUrl)?.protocol ?? '')) {
    throw scimFailure('invalidValue', 'profileUrl is an address that begins with https://.')
  }
  const address = Object.fromEntries(
    Object.entries(IN_ADDRESS).flatMap(([name, key]) => {
      const value = text(values, name)
      return value === undefined ? [] : [[key, value]]
    }),
  )
  const kept: Record<string, unknown> = { ...before }
  for (const [name, key] of Object.entries(IN_PROFILE)) {
    const value = text(values, name)
    if (value === undefined) delete kept[key]
    else kept[key] = value
  }
  delete kept.address
  if (Object.keys(address).length > 0) kept.address = address
  return kept as Profile // Its keys are a profile's: those of before, and those of the tables.
}

function attributesOf(values: ToldValues): Record<string, string> {
  const placed = new Set([...OF_THE_PERSON, ...Object.keys(IN_PROFILE), ...Object.keys(IN_ADDRESS)])
  return Object.fromEntries(
    [...values].flatMap(([name, value]) =>
      placed.has(name) || typeof value !== 'string' ? [] : [[name, value]],
    ),
  )
}

function text(values: ToldValues, name: string): string | undefined {
  const value = values.get(name)
  return typeof value === 'string' ? value : undefined
}

function set(values: ToldValues, name: string, value: string | undefined): void {
  if (value !== undefined && value !== '') values.set(name, value)
}
