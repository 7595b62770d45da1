import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { exportJWK, generateKeyPair } from 'jose'
import { createBrowser } from './support/browser.ts'
import { connect, startLoginServer } from './support/login-server.ts'
import { ADA, startIndependentProvider } from './support/peers/independent-provider.ts'

describe('an independent provider', () => {
  for (const algorithm of ['RS256', 'ES256', 'PS256'] as const) {
    test(`that signs with ${algorithm} signs Ada in, who proves herself by private_key_jwt`, async () => {
      const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
      const key = { kid: 'ours', alg: 'ES256' }
      const peer = await startIndependentProvider({ signingAlgorithm: algorithm, people: [ADA] })
      after(() => peer.close())
      const server = await startLoginServer()
      peer.setClient({
        client_id: 'acme',
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        jwks: { keys: [{ ...(await exportJWK(publicKey)), ...key, use: 'sig' }] },
        redirect_uris: [`${server.url}/sso/openid`],
      })
      const jwk = JSON.stringify({ ...(await exportJWK(privateKey)), ...key })
      await connect(
        server,
        { issuer: peer.issuer, clientId: 'acme', clientSecret: '' },
        { clientAuthMethod: 'private_key_jwt', privateKeySealed: await server.sealer.seal(jwk) },
      )
      const browser = createBrowser()

      const form = await browser.get(`${server.url}/login/okta?return_to=/welcome`)
      const page = await browser.submit(form, { login: 'ada' })

      assert.equal(page.text, 'welcome')
    })
  }

  test('that changes its keys between two sign-ins is believed at once', async () => {
    const peer = await startIndependentProvider({ people: [ADA], claimsIn: 'userinfo' })
    after(() => peer.close())
    const server = await startLoginServer()
    const clientSecret = 'a-secret-long-enough-for-everybody'
    const redirect_uris = [`${server.url}/sso/openid`]
    peer.setClient({ client_id: 'acme', client_secret: clientSecret, redirect_uris })
    await connect(server, { issuer: peer.issuer, clientId: 'acme', clientSecret })
    for (const round of ['before', 'after']) {
      const browser = createBrowser()
      const form = await browser.get(`${server.url}/login/okta?return_to=/welcome`)
      assert.equal((await browser.submit(form, { login: 'ada' })).text, 'welcome', round)
      await peer.rotateKeys()
    }
    assert.equal(peer.counts.jwks, 2, 'the keys were asked for once more, and not more often')
    const [user] = await server.db.selectFrom('user').selectAll().execute()
    assert.equal(user?.email, ADA.email, 'claims at userinfo alone are read')
  })
})
