import { displayName, type User } from '../core/users/user.ts'

/**
 * The claims that each scope stands for: OIDC Core section 5.4, and what Okta adds. `auth_time`,
 * `amr`, `ver`, `idp` and `jti` come with `openid`, as they do in every one of Okta's ID tokens.
 */
export const CLAIMS_OF_SCOPE: Readonly<Record<string, readonly string[]>> = {
  openid: ['sub', 'ver', 'jti', 'idp', 'amr', 'auth_time', 'acr'],
  profile: [
    'name',
    'family_name',
    'given_name',
    'middle_name',
    'nickname',
    'preferred_username',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number'],
  groups: ['groups'],
}

/** Everything known of a person, in the standard's names; the scopes decide what leaves. */
export function standardClaims(user: User): Record<string, unknown> {
  const { profile } = user
  const claims = {
    name: displayName(user),
    given_name: profile.givenName,
    middle_name: profile.middleName,
    family_name: profile.familyName,
    nickname: profile.nickname,
    preferred_username: user.login,
    profile: profile.profileUrl,
    picture: profile.picture,
    website: profile.website,
    gender: profile.gender,
    birthdate: profile.birthdate,
    zoneinfo: profile.zoneinfo,
    locale: profile.locale,
    // Seconds (OIDC Core section 5.1).
    updated_at: Math.floor(user.updatedAt / 1_000),
    email: user.email,
    email_verified: user.emailVerified,
    phone_number: profile.phoneNumber,
    address: profile.address && {
      street_address: profile.address.streetAddress,
      locality: profile.address.locality,
      region: profile.address.region,
      postal_code: profile.address.postalCode,
      country: profile.address.country,
    },
  }
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined))
}
