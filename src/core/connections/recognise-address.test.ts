import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { recogniseAddress } from './recognise-address.ts'

const WELL_KNOWN = '/.well-known/openid-configuration'
const ACME = 'https://acme.okta.com'

/** What people paste, what it is, and where the document lies that they meant. */
const CASES = [
  ['acme.okta.com', 'organization', ACME, 'organization'],
  [' https://acme.okta.com/\n', 'organization', ACME, 'organization'],
  ['https://acme-admin.okta.com/admin/dashboard', 'admin-console', ACME, 'organization'],
  ['https://acme.okta.com/app/UserHome?iss=x', 'organization', ACME, 'organization'],
  [`"${ACME}${WELL_KNOWN}"`, 'well-known-url', ACME, 'organization'],
  [`${ACME}/ .well-known/ openid-configuration`, 'well-known-url', ACME, 'organization'],
  [`${ACME}/oauth2/v1/authorize`, 'organization', ACME, 'organization'],
  [`${ACME}/oauth2/default`, 'issuer', `${ACME}/oauth2/default`, 'custom'],
  [`${ACME}/oauth2/aus1/v1/authorize`, 'issuer', `${ACME}/oauth2/aus1`, 'custom'],
  [
    `${ACME}/oauth2/default/.well-known/oauth-authorization-server`,
    'issuer',
    `${ACME}/oauth2/default`,
    'custom',
  ],
  ['https://acme.oktapreview.com', 'organization', 'https://acme.oktapreview.com', 'organization'],
  ['accounts.google.com', 'issuer', 'https://accounts.google.com', undefined],
  [
    'https://login.microsoftonline.com/1234-5678/oauth2/v2.0/authorize',
    'issuer',
    'https://login.microsoftonline.com/1234-5678/v2.0',
    undefined,
  ],
  ['acme.eu.auth0.com', 'organization', 'https://acme.eu.auth0.com', undefined],
  [
    'https://sso.acme.test/admin/master/console/#/acme',
    'admin-console',
    'https://sso.acme.test/realms/master',
    undefined,
  ],
  [
    'https://sso.acme.test/auth/realms/acme/',
    'issuer',
    'https://sso.acme.test/auth/realms/acme',
    undefined,
  ],
  ['https://id.acme.test', 'issuer', 'https://id.acme.test', undefined],
  [
    `https://id.acme.test/t/1${WELL_KNOWN}`,
    'well-known-url',
    'https://id.acme.test/t/1',
    undefined,
  ],
] as const

describe('what people paste where a well-known URL belongs', () => {
  for (const [pasted, kind, issuer, server] of CASES) {
    test(`${JSON.stringify(pasted)} is ${kind}`, () => {
      const recognised = recogniseAddress(pasted)
      assert.equal(recognised.kind, kind)
      assert.equal(recognised.wellKnownUrl, `${issuer}${WELL_KNOWN}`)
      assert.equal(recognised.server, server)
    })
  }

  for (const pasted of ['', 'okta', 'javascript:alert(1)', 'http://', 'ftp://acme.okta.com']) {
    test(`${JSON.stringify(pasted)} is no address`, () => {
      assert.equal(recogniseAddress(pasted).wellKnownUrl, undefined)
    })
  }

  test('a name that only begins like a provider is not taken for it', () => {
    assert.equal(recogniseAddress('https://acme.okta.com.evil.test').template, 'oidc')
    assert.equal(recogniseAddress('https://notokta.com').template, 'oidc')
  })

  test('a shared address of Entra ID says that the tenant is to be put in its place', () => {
    const { notes } = recogniseAddress('https://login.microsoftonline.com/common/v2.0')
    assert.match(notes.join(), /id of your tenant/)
  })
})
