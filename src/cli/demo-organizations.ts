import type { DeclaredOrganization } from '../config/declared-organization.ts'
import type { DeclaredUser } from '../config/declared-user.ts'
import { parseOrganizationUrl } from '../core/organizations/organization.ts'

export const DEMO_PASSWORD = 'correct-horse-battery'

/** The three addresses of the demo, one process behind them. */
export type DemoUrls = Readonly<{ acme: string; okta: string; expenses: string }>

export function demoUrls(port: number): DemoUrls {
  const [acme, okta, expenses] = [port, port + 100, port + 200].map(
    (one) => `http://localhost:${one}`,
  )
  return { acme: acme ?? '', okta: okta ?? '', expenses: expenses ?? '' }
}

/** Secrets of a demo that only this machine can reach, and that anybody may read here. */
export const EXPENSES_CLIENT = {
  clientId: 'expenses',
  clientSecret: 'demo-secret-of-expenses-known-to-everybody',
} as const

const ACME_TOOLS_CLIENT = {
  clientId: '0oademoacmetools',
  clientSecret: 'demo-secret-of-acme-tools-known-to-everybody',
} as const

const GROUPS = [
  { name: 'engineering', description: 'Builds things' },
  { name: 'finance', description: 'Counts things' },
]

const ALL_GROUPS = { filter: 'REGEX', value: '.*' } as const

/** The app's end: where people arrive, and what they came for. */
export function acmeTools({ acme, okta, expenses }: DemoUrls): DeclaredOrganization {
  return {
    slug: 'acme',
    name: 'Acme Tools',
    url: parseOrganizationUrl(acme),
    groups: GROUPS,
    // Ada and Grace come through Okta and are made at their first sign-in.
    users: [
      person('owner', 'Olive Owner', { role: 'owner' }),
      person('linus', 'Linus Left', { status: 'deactivated' }),
    ],
    connections: [
      {
        slug: 'okta',
        name: 'Okta',
        template: 'okta',
        wellKnownUrl: `${okta}/.well-known/openid-configuration`,
        issuer: okta,
        ...ACME_TOOLS_CLIENT,
        scopes: ['openid', 'profile', 'email', 'groups'],
        trustedDomains: ['acme.test'],
        mapping: { rules: [{ match: 'any', sameName: true }] },
        signOutAtProvider: true,
      },
    ],
    applications: [
      {
        ...EXPENSES_CLIENT,
        label: 'Expenses',
        type: 'web',
        grantTypes: ['authorization_code'],
        redirectUris: [`${expenses}/callback`],
        postLogoutRedirectUris: [`${expenses}/signed-out`],
        initiateLoginUri: `${expenses}/`,
        loginMode: 'SPEC',
        visibility: { web: true },
        pkceRequired: true,
        groupsClaim: ALL_GROUPS,
        assignments: { everyone: true },
      },
    ],
  }
}

/** The provider's end, set up as the guide for Okta says. */
export function acmeOkta({ acme, okta }: DemoUrls): DeclaredOrganization {
  return {
    slug: 'okta',
    name: 'Acme Okta',
    url: parseOrganizationUrl(okta),
    settings: { signUp: 'off' },
    groups: GROUPS,
    users: [
      person('owner', 'Olive Owner', { role: 'owner' }),
      person('ada', 'Ada Adams', { groups: ['engineering'] }),
      person('grace', 'Grace Green', { groups: ['engineering', 'finance'] }),
      person('linus', 'Linus Left', { status: 'deactivated' }),
    ],
    applications: [
      {
        ...ACME_TOOLS_CLIENT,
        label: 'Acme Tools',
        type: 'web',
        grantTypes: ['authorization_code', 'implicit'],
        implicit: { idToken: true, accessToken: true },
        redirectUris: [`${acme}/sso/openid`],
        postLogoutRedirectUris: [`${acme}/logged-out`],
        initiateLoginUri: `${acme}/sso/openid/initiate`,
        loginMode: 'SPEC',
        visibility: { web: true },
        groupsClaim: ALL_GROUPS,
        assignments: { everyone: true },
      },
    ],
  }
}

function person(name: string, fullName: string, more: Partial<DeclaredUser>): DeclaredUser {
  const [givenName, familyName] = fullName.split(' ')
  const login = `${name}@acme.test`
  const profile = { name: fullName, givenName, familyName }
  return { login, emailVerified: true, profile, password: DEMO_PASSWORD, ...more }
}
