import { Failure } from '../../base/errors.ts'
import type { OrganizationId, UserId } from '../../base/ids.ts'

export const USER_STATUSES = ['staged', 'active', 'suspended', 'deactivated'] as const
export type UserStatus = (typeof USER_STATUSES)[number]

export const ROLES = ['owner', 'admin', 'helpdesk', 'auditor', 'member'] as const
export type Role = (typeof ROLES)[number]

/** A person of one organization. */
export type User = Readonly<{
  id: UserId
  organizationId: OrganizationId
  /** What the person types to sign in, as its owner spells it; compared by `loginKey`. */
  login: string
  email: string
  /** True only where the address was proved: by us, or by a connection trusted for its domain. */
  emailVerified: boolean
  profile: Profile
  status: UserStatus
  /** What counts everywhere: the highest of what was given by hand and by connections' claims. */
  role: Role
  /** The role given by hand, while a connection gives one as well; else `role` is it. */
  manualRole?: Role | undefined
  passwordHash: string | undefined
  /** How many second factors the person has; absent where none. Kept by core/factors. */
  secondFactors?: number | undefined
  createdAt: number
  updatedAt: number
}>

/** The standard claims of OIDC Core section 5.1 that are kept of a person, in our spelling. */
export type Profile = Readonly<{
  name?: string
  givenName?: string
  middleName?: string
  familyName?: string
  nickname?: string
  profileUrl?: string
  picture?: string
  website?: string
  gender?: string
  birthdate?: string
  zoneinfo?: string
  locale?: string
  phoneNumber?: string
  address?: Readonly<{
    streetAddress?: string
    locality?: string
    region?: string
    postalCode?: string
    country?: string
  }>
}>

/** What an administrator gave, whatever claims give beside it. */
export function manualRoleOf({ role, manualRole }: Pick<User, 'role' | 'manualRole'>): Role {
  return manualRole ?? role
}

/** In the order of `ROLES`; nobody is less than a member. */
export function highestRole(roles: readonly Role[]): Role {
  return ROLES.find((role) => roles.includes(role)) ?? 'member'
}

/** The name to show: never empty, whatever the person or the provider left out. */
export function displayName(user: Pick<User, 'profile' | 'login'>): string {
  const { name, givenName, familyName } = user.profile
  return name || [givenName, familyName].filter(Boolean).join(' ') || user.login
}

/** Everybody with a part in running the organization; what they may do there is the admin API's. */
export function mayOpenConsole(user: Pick<User, 'role'>): boolean {
  return user.role !== 'member'
}

/** Only an active person gets in, at every door. */
export function maySignIn(user: Pick<User, 'status'>): boolean {
  return user.status === 'active'
}

const LONGEST = 254

/** How logins are compared: NFKC, lower case. Two spellings of one key are one person. */
export function loginKey(login: string): string {
  return login.trim().normalize('NFKC').toLowerCase()
}

export function parseLogin(text: string): string {
  const login = text.trim()
  if (login.length >= 1 && login.length <= LONGEST && !/[\p{Cc}\p{Cf}\s]/u.test(login)) return login
  throw new Failure('invalid_input', 'A login has 1 to 254 characters and no spaces.')
}

const EMAIL = /^[^\s@<>"(),:;\\[\]\p{Cc}\p{Cf}]+@[^\s@.]+(?:\.[^\s@.]+)*$/u

/**
 * One `@`, no quoting, no control characters: addresses that two programs could read differently
 * (`a@good.test@evil.test`, `"a@good.test "@evil.test`) are refused instead of interpreted.
 */
export function parseEmail(text: string): string {
  const email = text.trim()
  if (email.length <= LONGEST && EMAIL.test(email.normalize('NFKC')) && EMAIL.test(email)) {
    return email
  }
  throw new Failure('invalid_input', `This is not an e-mail address: ${email.slice(0, 100)}`)
}

/** How addresses are compared. Case of the local part too: no mail system in use tells it apart. */
export function emailKey(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase()
}

export function emailDomain(email: string): string {
  return emailKey(email).slice(emailKey(email).lastIndexOf('@') + 1)
}
