import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { decodeJwt } from 'jose'
import { type Verified, verifyAccessToken, verifyIdToken } from '../interop/verify-access-token.mjs'
import { HOUR, MINUTE } from '../src/base/clock.ts'
import type { Application } from '../src/core/applications/application.ts'
import { basic, type IssuedTokens, signInForTokens } from './support/code-flow.ts'
import { engines } from './support/databases.ts'
import {
  addApplication,
  addPerson,
  type RunningServer,
  startServer,
} from './support/running-server.ts'

// @okta/jwt-verifier, unmodified. It asks {issuer}/v1/keys for the keys and reads no discovery
// document, so that at `org` it comes to the alias at the root.

const AUDIENCE = 'api://default'
const REDIRECT_URI = 'http://localhost:9/callback'

const [engine] = engines
let server: RunningServer
let application: Application & { clientSecret: string }
let clientId: string
let org: IssuedTokens
let custom: IssuedTokens
let issuer: string

before(async () => {
  server = await startServer(await (engine ?? assert.fail()).fresh())
  issuer = `${server.url}/oauth2/default`
  await addPerson(server, 'ada@acme.test')
  application = await addApplication(server, { settings: { redirectUris: [REDIRECT_URI] } })
  clientId = application.clientId
  org = await signIn(server.url)
  custom = await signIn(issuer)
})
after(() => server.close())

const signIn = (at: string) =>
  signInForTokens({ issuer: at, application, login: 'ada@acme.test', redirectUri: REDIRECT_URI })

test('accepts an access token of default, with audience and client asserted', async () => {
  const { header, claims } = await verifyAccessToken({
    issuer,
    token: custom.accessToken,
    audience: AUDIENCE,
    assertClaims: { cid: clientId },
  })
  assert.equal(header.alg, 'RS256')
  assert.equal(claims.iss, issuer)
  assert.equal(claims.aud, AUDIENCE)
  assert.equal(claims.cid, clientId)
  assert.ok(Array.isArray(claims.scp))
})

test('accepts the ID tokens of both servers, by their nonce', async () => {
  for (const [at, { idToken, nonce }] of [
    [server.url, org],
    [issuer, custom],
  ] as const) {
    const { claims } = await verifyIdToken({ issuer: at, token: idToken, clientId, nonce })
    assert.equal(claims.email, 'ada@acme.test')
  }
})

test('accepts an access token of a service, which has no person', async () => {
  const service = await addApplication(server, { type: 'service' })
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  const headers = { authorization: basic(service) }
  const answer = await fetch(`${issuer}/v1/token`, { method: 'POST', body, headers })
  // What a token endpoint answers (RFC 6749 section 5.1).
  const { access_token: token } = (await answer.json()) as { access_token: string }
  const { claims } = await verifyAccessToken({ issuer, token, audience: AUDIENCE })
  assert.equal(claims.cid, service.clientId)
  assert.equal(claims.uid, undefined)
})

type Refused = { what: string; message: RegExp; verify: () => Promise<Verified> }

const REFUSED: readonly Refused[] = [
  {
    what: 'an altered access token',
    message: /signature/i,
    verify: () => verifyAccess(altered(custom.accessToken)),
  },
  {
    what: 'an access token with an altered client',
    message: /signature/i,
    verify: () => verifyAccess(withClaim(custom.accessToken, { cid: 'another' })),
  },
  {
    what: 'a token for another audience',
    message: /audience/i,
    verify: () =>
      verifyAccessToken({ issuer, token: custom.accessToken, audience: 'api://payroll' }),
  },
  {
    what: 'a token of another client',
    message: /cid/i,
    verify: () =>
      verifyAccessToken({
        issuer,
        token: custom.accessToken,
        audience: AUDIENCE,
        assertClaims: { cid: 'another' },
      }),
  },
  {
    what: 'an access token of the other issuer',
    message: /./,
    verify: () =>
      verifyAccessToken({ issuer: server.url, token: custom.accessToken, audience: AUDIENCE }),
  },
  {
    what: 'an ID token in the place of an access token',
    message: /audience/i,
    verify: () => verifyAccess(custom.idToken),
  },
  {
    what: 'an ID token with another nonce',
    message: /nonce/i,
    verify: () => verifyIdToken({ issuer, token: custom.idToken, clientId, nonce: 'another' }),
  },
]
for (const { what, message, verify } of REFUSED) {
  test(`refuses ${what}`, () => assert.rejects(verify(), message))
}

test('refuses a token that has expired', async (t) => {
  const { iat = 0, exp = 0 } = decodeJwt(custom.accessToken)
  assert.equal((exp - iat) * 1_000, HOUR)
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + HOUR + MINUTE })
  await assert.rejects(verifyAccess(custom.accessToken), /expired/i)
})

const verifyAccess = (token: string) => verifyAccessToken({ issuer, token, audience: AUDIENCE })

/** One letter in the middle of the signature: the last one may carry bits that nobody reads. */
function altered(token: string): string {
  const at = token.lastIndexOf('.') + 20
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
}

function withClaim(token: string, claims: Record<string, unknown>): string {
  const [header, , signature] = token.split('.')
  const payload = Buffer.from(JSON.stringify({ ...decodeJwt(token), ...claims }))
  return `${header}.${payload.toString('base64url')}.${signature}`
}
