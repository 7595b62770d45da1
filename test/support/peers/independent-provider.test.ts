import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { exportJWK, generateKeyPair } from 'jose'
import * as client from 'openid-client'
import { ADA, type IndependentProvider, startIndependentProvider } from './independent-provider.ts'
import { signInWithOpenidClient } from './openid-client-round.ts'

const ONE = {
  client_id: 'one',
  client_secret: 'a-secret-of-one-that-is-long-enough',
  redirect_uris: ['http://localhost:1/callback'],
}
const credentials = { clientId: ONE.client_id, clientSecret: ONE.client_secret, login: 'ada' }

describe('the independent provider', () => {
  let provider: IndependentProvider
  before(async () => {
    provider = await startIndependentProvider({ clients: [ONE] })
  })
  after(() => provider.close())

  const signIn = (options: Partial<Parameters<typeof signInWithOpenidClient>[0]> = {}) =>
    signInWithOpenidClient({ issuer: provider.issuer, ...credentials, ...options })

  test('signs Ada in, with her claims in the ID token and at userinfo', async () => {
    provider.resetCounts()
    const { claims, userinfo } = await signIn()
    assert.deepEqual(
      [claims.sub, claims.email, claims.groups],
      [ADA.sub, ADA.email, [...(ADA.groups ?? [])]],
    )
    assert.equal(userinfo.preferred_username, ADA.preferred_username)
    assert.deepEqual([provider.counts.discovery, provider.counts.token], [1, 1])
  })

  test('does not know who is not among its people', async () => {
    await assert.rejects(signIn({ login: 'mallory' }), /Nobody of that name/)
  })

  test('authenticates clients by post, by key and not at all, as registered', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256' }
    provider.setClient({
      ...ONE,
      client_id: 'post',
      token_endpoint_auth_method: 'client_secret_post',
    })
    provider.setClient({
      client_id: 'key',
      redirect_uris: ONE.redirect_uris,
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [jwk] },
    })
    provider.setClient({
      client_id: 'public',
      redirect_uris: ONE.redirect_uris,
      token_endpoint_auth_method: 'none',
    })
    await signIn({
      clientId: 'post',
      clientAuthentication: client.ClientSecretPost(ONE.client_secret),
    })
    await signIn({
      clientId: 'key',
      clientAuthentication: client.PrivateKeyJwt({ key: privateKey, kid: 'k' }),
    })
    await signIn({ clientId: 'public', clientAuthentication: client.None() })
  })

  test('signs with new keys after a rotation, and goes on knowing its codes', async () => {
    const kid = (token: string) =>
      JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid
    const first = await signIn()
    await provider.rotateKeys()
    const second = await signIn()
    assert.notEqual(kid(first.idToken), kid(second.idToken))
  })

  test('answers nobody while it is stopped, and everybody at the same port afterwards', async () => {
    await provider.stop()
    await assert.rejects(signIn())
    await provider.start()
    await signIn()
  })

  test('can keep the claims for userinfo', async () => {
    const quiet = await startIndependentProvider({ clients: [ONE], claimsIn: 'userinfo' })
    try {
      const { claims, userinfo } = await signIn({ issuer: quiet.issuer })
      assert.equal(claims.email, undefined)
      assert.equal(userinfo.email, ADA.email)
    } finally {
      await quiet.close()
    }
  })
})
