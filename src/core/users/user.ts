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
  /** The role that counts: the highest of those given by hand and by connections. */
  role: Role
  /** The role given by hand, if a connection gives one as well; otherwise that is `role`. */
  manualRole?: Role | undefined
  passwordHash: string | undefined
  /** How many second factors the person has; absent if none. Maintained by core/factors. */
  secondFactors?: number | undefined
  createdAt: number
  updatedAt: number
}>

/** The standard claims of OIDC Core section 5.1 that are stored for a person, in our spelling. */
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

/** The role an administrator gave, whatever connections give besides. */
export function manualRoleOf({ role, manualRole }: Pick<User, 'role' | 'manualRole'>): Role {
  return manualRole ?? role
}

/** The first in the order of `ROLES`; everybody is at least a member. */
export function highestRole(roles: readonly Role[]): Role {
  return ROLES.find((role) => roles.includes(role)) ?? 'member'
}

/** The name to show; never empty, whatever the profile lacks. */
export function displayName(user: Pick<User, 'profile' | 'login'>): string {
  const { name, givenName, familyName } = user.profile
  return name || [givenName, familyName].filter(Boolean).join(' ') || user.login
}

/** Everybody with a role but `member`; what they may do there is up to the admin API. */
export function mayOpenConsole(user: Pick<User, 'role'>): boolean {
  return user.role !== 'member'
}

/** Only active people get in, whichever way. */
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

/** How addresses are compared: without case even in the local part, as all mail systems in use do. */
export function emailKey(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase()
}

export function emailDomain(email: string): string {
  return emailKey(email).slice(emailKey(email).lastIndexOf('@') + 1)
}
