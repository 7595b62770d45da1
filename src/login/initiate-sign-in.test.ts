import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Connection } from '../core/connections/connection.ts'
import { findConnectionByIssuer } from './initiate-sign-in.ts'

/** Only what the rule looks at. */
const connection = (slug: string, issuer: string, enabled = true) =>
  ({ slug, issuer, enabled }) as Connection

const org = connection('org', 'https://acme.okta.com')
const custom = connection('custom', 'https://acme.okta.com/oauth2/default')
const other = connection('other', 'https://acme.okta.com/oauth2/aus1')
const auth0 = connection('auth0', 'https://acme.auth0.com/')
const keycloak = connection('keycloak', 'https://id.test/realms/acme')
const disabled = connection('disabled', 'https://off.test', false)

const cases = [
  ['the issuer itself', [org, auth0], 'https://acme.okta.com', 'org'],
  ['a slash too many', [org], 'https://acme.okta.com/', 'org'],
  ['a slash too few', [auth0], 'https://acme.auth0.com', 'auth0'],
  ['the organization of a custom issuer', [custom], 'https://acme.okta.com', 'custom'],
  ['the issuer before the organization', [custom, org], 'https://acme.okta.com', 'org'],
  ['an organization with two custom issuers', [custom, other], 'https://acme.okta.com', 'several'],
  ['two connections of one issuer', [org, { ...org, slug: 'twin' }], org.issuer, 'several'],
  ['an origin that is not an organization’s', [keycloak], 'https://id.test', 'none'],
  ['a longer host', [org], 'https://acme.okta.com.evil.test', 'none'],
  ['another scheme', [org], 'http://acme.okta.com', 'none'],
  ['a disabled connection', [disabled], 'https://off.test', 'none'],
  ['nothing', [org], '', 'none'],
] as const

describe('whose issuer a provider’s wish names', () => {
  for (const [name, connections, iss, expected] of cases) {
    test(name, () => {
      const match = findConnectionByIssuer(connections, iss)
      assert.equal(match.kind === 'one' ? match.connection.slug : match.kind, expected)
    })
  }
})
