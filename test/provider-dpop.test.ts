import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { before, describe, test } from 'node:test'
import { calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose'
import * as client from 'openid-client'
import { MINUTE } from '../src/base/clock.ts'
import type { ApplicationSettings } from '../src/core/applications/application.ts'
import { discoverIssuer, walkToCallback } from './support/code-flow.ts'
import { engines } from './support/databases.ts'
import {
  authorizeUrl,
  CALLBACK,
  CODE,
  endpoint,
  flowServer,
  issuerOf,
  open,
  post,
  type ServerName,
  signedInBrowser,
} from './support/provider-flows.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'

// RFC 9449: tokens that are of no use to whoever has not the key as well.

type App = Awaited<ReturnType<typeof addApplication>>
type Keys = Awaited<ReturnType<typeof generateKeyPair>>

const ADA = { login: 'ada@acme.test', redirectUri: CALLBACK }
const DPOP: Partial<ApplicationSettings> = {
  ...CODE,
  grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
  dpopRequired: true,
}

for (const engine of engines) {
  describe(`an application that requires DPoP, on ${engine.name}`, () => {
    let server: RunningServer
    let app: App
    let browser: Awaited<ReturnType<typeof signedInBrowser>>

    before(async () => {
      server = await flowServer({ db: await engine.fresh() })
      await addPerson(server, 'ada@acme.test')
      app = await addApplication(server, { settings: DPOP })
      browser = await signedInBrowser(server, 'ada@acme.test')
    })

    for (const name of ['org', 'default'] as const) {
      test(`openid-client signs in, renews and asks userinfo at ${name}`, async () => {
        const config = await discoverIssuer(issuerOf(server, name), app)
        const keys = await client.randomDPoPKeyPair()
        const DPoP = client.getDPoPHandle(config, keys)
        const nonce = client.randomNonce()
        const scope = 'openid email offline_access'
        const address = client.buildAuthorizationUrl(config, {
          redirect_uri: CALLBACK,
          scope,
          nonce,
        })
        const back = await walkToCallback(address, ADA)
        const checks = { expectedNonce: nonce, idTokenExpected: true }
        const tokens = await client.authorizationCodeGrant(config, back, checks, undefined, {
          DPoP,
        })
        assert.equal(tokens.token_type, 'dpop')

        const jkt = await calculateJwkThumbprint(await exportJWK(keys.publicKey))
        if (name === 'default') assert.deepEqual(decodeJwt(tokens.access_token).cnf, { jkt })
        const told = await client.tokenIntrospection(config, tokens.access_token)
        assert.deepEqual([told.active, told.token_type, told.cnf], [true, 'DPoP', { jkt }])

        const { sub = '' } = tokens.claims() ?? {}
        const person = await client.fetchUserInfo(config, tokens.access_token, sub, { DPoP })
        assert.equal(person.email, 'ada@acme.test')
        const renewed = await client.refreshTokenGrant(
          config,
          tokens.refresh_token ?? '',
          undefined,
          { DPoP },
        )
        assert.equal(renewed.token_type, 'dpop')
        assert.ok(await client.fetchUserInfo(config, renewed.access_token, sub, { DPoP }))
      })

      test(`a token is of no use without its key at ${name}`, async () => {
        const [keys, others] = [await generateKeyPair('ES256'), await generateKeyPair('ES256')]
        const { access_token: token } = (await exchanged(name, keys)).body
        const url = endpoint(server, 'userinfo', name)
        const ask = (authorization: string, proof?: string) =>
          fetch(url, { headers: { authorization, ...(proof && { dpop: proof }) } })
        const prove = (by: Keys, more = {}) =>
          proofOf(by, { htm: 'GET', htu: url, ath: digest(String(token)), ...more })
        assert.equal((await ask(`Bearer ${token}`)).status, 401, 'as a bearer token')
        assert.equal((await ask(`DPoP ${token}`)).status, 400, 'without a proof')
        const wrong = [
          await prove(others),
          await prove(keys, { htm: 'POST' }),
          await prove(keys, { htu: endpoint(server, 'token', name) }),
          await prove(keys, { ath: digest('another token') }),
          await prove(keys, { iat: Math.floor((Date.now() - 20 * MINUTE) / 1_000) }),
          await prove(keys, { nonce: 'of-nobody' }),
          'nonsense',
        ]
        for (const [index, proof] of wrong.entries()) {
          const answer = await ask(`DPoP ${token}`, proof)
          assert.equal(answer.status, 401, `proof ${index}: ${await answer.text()}`)
          assert.match(answer.headers.get('www-authenticate') ?? '', /DPoP/)
        }
        const right = await prove(keys)
        const at = await Promise.all([1, 2, 3, 4].map(() => ask(`DPoP ${token}`, right)))
        const statuses = at.map(({ status }) => status).sort()
        assert.deepEqual(statuses, [200, 401, 401, 401], 'the same proof several times')
      })

      test(`who sends no proof is told so at ${name}`, async () => {
        const { status, body } = await exchanged(name)
        assert.deepEqual([status, body.error], [400, 'invalid_dpop_proof'])
        assert.match(body.error_description ?? '', /DPoP/)
      })

      test(`a clock that is off is given a nonce instead at ${name}`, async () => {
        const keys = await generateKeyPair('ES256')
        const iat = Math.floor((Date.now() - 60 * MINUTE) / 1_000)
        const code = await codeOf(name)
        const first = await withProof(name, keys, code, { iat })
        assert.deepEqual([first.status, first.body.error], [400, 'use_dpop_nonce'])
        const nonce = first.headers.get('dpop-nonce') ?? assert.fail('no nonce')
        const second = await withProof(name, keys, code, { iat, nonce })
        assert.deepEqual([second.status, second.body.token_type], [200, 'DPoP'])
      })
    }

    test('a public client’s refresh token needs the same key', async () => {
      const spa = await addApplication(server, {
        ...{ type: 'browser', label: 'Notes' },
        settings: { ...CODE, dpopRequired: true, trustedOrigins: ['http://localhost:9'] },
      })
      const config = await client.discovery(
        new URL(server.url),
        spa.clientId,
        undefined,
        client.None(),
        {
          execute: [client.allowInsecureRequests],
        },
      )
      const verifier = client.randomPKCECodeVerifier()
      const address = client.buildAuthorizationUrl(config, {
        ...{
          redirect_uri: CALLBACK,
          scope: 'openid offline_access',
          code_challenge_method: 'S256',
        },
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
      })
      const handle = async () => client.getDPoPHandle(config, await client.randomDPoPKeyPair())
      const [DPoP, other] = [await handle(), await handle()]
      const back = await walkToCallback(address, ADA)
      const checks = { pkceCodeVerifier: verifier }
      const { refresh_token: token = '' } = await client.authorizationCodeGrant(
        ...([config, back, checks, undefined, { DPoP }] as const),
      )
      await assert.rejects(client.refreshTokenGrant(config, token, undefined, { DPoP: other }), {
        error: 'invalid_grant',
      })
      assert.ok((await client.refreshTokenGrant(config, token, undefined, { DPoP })).access_token)
    })

    test('a code that was asked for with a key (dpop_jkt) is for that key alone', async () => {
      const [keys, others] = [await generateKeyPair('ES256'), await generateKeyPair('ES256')]
      const jkt = await calculateJwkThumbprint(await exportJWK(keys.publicKey))
      const asked = { dpop_jkt: jkt }
      const stolen = await withProof('org', others, await codeOf('org', asked))
      assert.deepEqual([stolen.status, stolen.body.error], [400, 'invalid_grant'])
      const own = await withProof('org', keys, await codeOf('org', asked))
      assert.equal(own.status, 200)
    })

    test('a service binds the tokens that it gets for itself', async () => {
      const fields = { grant_type: 'client_credentials' }
      const htu = endpoint(server, 'token', 'default')
      const dpop = await proofOf(await generateKeyPair('ES256'), { htm: 'POST', htu })
      const at = { client: app, name: 'default' } as const
      const { body } = await post(server, 'token', fields, { ...at, headers: { dpop } })
      assert.equal(body.token_type, 'DPoP')
      const without = await post(server, 'token', fields, at)
      assert.equal(without.body.error, 'invalid_dpop_proof')
    })

    test('tokens of others are bound where they prove a key, and need none', async () => {
      const plain = await addApplication(server, { label: 'Plain', settings: CODE })
      const { params } = await open(browser, authorizeUrl(server, plain))
      const fields = {
        grant_type: 'authorization_code',
        code: params?.code,
        redirect_uri: CALLBACK,
      }
      const { body } = await post(server, 'token', fields, { client: plain })
      assert.equal(body.token_type, 'Bearer')
      const again = (await open(browser, authorizeUrl(server, plain))).params
      const keys = await generateKeyPair('ES256')
      const dpop = await proofOf(keys, { htm: 'POST', htu: endpoint(server, 'token') })
      const bound = await post(...([server, 'token', { ...fields, code: again?.code }] as const), {
        client: plain,
        headers: { dpop },
      })
      assert.equal(bound.body.token_type, 'DPoP')
    })

    async function codeOf(name: ServerName, params = {}): Promise<string> {
      const answer = await open(browser, authorizeUrl(server, app, params, name))
      return answer.params?.code ?? assert.fail(answer.page.text)
    }

    async function exchanged(name: ServerName, keys?: Keys) {
      const code = await codeOf(name)
      if (keys) return withProof(name, keys, code)
      const fields = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK }
      return post(server, 'token', fields, { client: app, name })
    }

    async function withProof(name: ServerName, keys: Keys, code: string, more = {}) {
      const fields = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK }
      const htu = endpoint(server, 'token', name)
      const dpop = await proofOf(keys, { htm: 'POST', htu, ...more })
      return post(server, 'token', fields, { client: app, name, headers: { dpop } })
    }
  })
}

const digest = (token: string) => createHash('sha256').update(token).digest('base64url')

async function proofOf(
  { privateKey, publicKey }: Keys,
  claims: Record<string, unknown>,
): Promise<string> {
  const all = { jti: crypto.randomUUID(), iat: Math.floor(Date.now() / 1_000), ...claims }
  return new SignJWT(all)
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(publicKey) })
    .sign(privateKey)
}
