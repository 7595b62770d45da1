import type { MappingClaims } from '../mapping/match-rules.ts'
import type { Profile } from './user.ts'

/** What a connection says about a person: it surely comes from there, but is not believed yet. */
export type AssertedPerson = Readonly<{
  /** The provider's own name for the person: never changes, never reused (OIDC Core section 2). */
  subject: string
  email: string | undefined
  /** Whether the provider says that it checked the address; many say nothing. */
  emailVerified: boolean | undefined
  login: string | undefined
  profile: Profile
  groups: readonly string[]
  /** The claims that the connection's rules read, as they came. */
  claims: MappingClaims
}>

/** The fields that a sign-in brought and that are believed, by their names here (refresh-user.ts). */
export function fieldsTold({ email, emailVerified, profile }: AssertedPerson): string[] {
  const isEmailTold = email !== undefined && emailVerified !== false
  return [...(isEmailTold ? ['email'] : []), ...Object.keys(profile)]
}
