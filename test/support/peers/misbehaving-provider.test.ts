import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createBrowser } from '../browser.ts'
import { FAULTS, type FaultName, faultRows } from './faults/faults.ts'
import { HARMLESS_ODDITIES } from './faults/jwks-faults.ts'
import { type MisbehavingProvider, startMisbehavingProvider } from './misbehaving-provider.ts'
import { signInWithOpenidClient } from './openid-client-round.ts'

let provider: MisbehavingProvider
before(async () => {
  provider = await startMisbehavingProvider()
})
after(() => provider.close())

describe('the misbehaving provider and a well-made client', () => {
  test('signs a person in when nothing is wrong', async () => {
    provider.behave()
    const { claims, userinfo } = await signInWithOpenidClient(provider)
    assert.equal(claims.sub, 'ada-0001')
    assert.equal(userinfo.email, 'ada@acme.test')
  })

  for (const [name, does] of faultRows(HARMLESS_ODDITIES)) {
    test(`is still right when ${does}`, async () => {
      provider.behave(name)
      const { claims } = await signInWithOpenidClient(provider)
      assert.equal(claims.sub, 'ada-0001')
    })
  }

  // What openid-client notices without more configuration than a well-known URL.
  const noticed: FaultName[] = [
    'wrong_iss',
    'wrong_aud',
    'extra_aud_without_azp',
    'wrong_azp',
    'wrong_nonce',
    'missing_nonce',
    'expired',
    'not_yet_valid',
    'missing_exp',
    'missing_iat',
    'missing_sub',
    'missing_aud',
    'bad_signature',
    'unknown_key',
    'unknown_key_known_kid',
    'jku_elsewhere',
    'jwk_in_header',
    'unknown_crit',
    'pbes2_bomb',
    'alg_none',
    'hs256_with_public_pem',
    'hs256_with_client_secret',
    'not_a_jwt',
    'userinfo_other_sub',
    'userinfo_401',
    'error_access_denied',
    'missing_state',
    'wrong_state',
    'response_iss_wrong',
    'response_iss_missing',
    'unknown_code',
    'token_invalid_client',
    'token_500',
    'token_html',
    'token_without_id_token',
    'jwks_404',
    'jwks_empty',
    'jwks_oversized',
    'jwks_redirect',
    'discovery_wrong_issuer',
    'discovery_404',
    'discovery_not_json',
  ]
  for (const name of noticed) {
    test(`${name}: a well-made client refuses when ${FAULTS[name].does}`, async () => {
      provider.behave(name)
      await assert.rejects(signInWithOpenidClient(provider))
    })
  }
})

test('openid-client believes a stranger’s signature unless signature checks are asked for', async () => {
  provider.behave('unknown_key')
  await signInWithOpenidClient({ ...provider, checksSignature: false })
  assert.deepEqual(provider.requestsTo('/strange-keys'), [])
})

describe('the misbehaving provider by itself', () => {
  test('gives a code once, for its redirect address and verifier alone', async () => {
    provider.behave()
    const browser = createBrowser()
    const page = await browser.get(
      `${provider.issuer}/authorize?client_id=${provider.clientId}&redirect_uri=http://localhost:1/cb`,
      { until: (url) => url.pathname === '/cb' },
    )
    const code = new URL(page.next ?? '').searchParams.get('code') ?? ''
    const redeem = (redirectUri: string) =>
      browser.post(`${provider.issuer}/token`, {
        client_id: provider.clientId,
        client_secret: provider.clientSecret,
        code,
        redirect_uri: redirectUri,
      })
    assert.equal((await redeem('http://localhost:1/cb')).status, 200)
    assert.equal((await redeem('http://localhost:1/cb')).status, 400)
  })

  test('a redirecting discovery leads to the same server under its other name', async () => {
    provider.behave('discovery_redirect')
    const page = await createBrowser().get(provider.wellKnownUrl)
    assert.deepEqual(
      page.chain.map((hop) => new URL(hop.url).hostname),
      ['localhost', '127.0.0.1'],
    )
  })

  test('form_post answers with a form that carries code, state and iss', async () => {
    provider.behave()
    const page = await createBrowser().get(
      `${provider.issuer}/authorize?client_id=${provider.clientId}&redirect_uri=http://localhost:1/cb&state=s&response_mode=form_post`,
    )
    const [form] = page.forms
    assert.equal(form?.action, 'http://localhost:1/cb')
    assert.deepEqual(Object.keys(form?.fields ?? {}), ['code', 'iss', 'state'])
  })

  test('a mix-up brings back the code of an honest provider', async () => {
    provider.behave()
    const mixUp = {
      authorizationEndpoint: `${provider.issuer}/authorize`,
      clientId: provider.clientId,
    }
    const attacker = await startMisbehavingProvider({ clientId: 'at-the-attacker', mixUp })
    attacker.behave('mix_up')
    const page = await createBrowser().get(
      `${attacker.issuer}/authorize?client_id=at-the-attacker&redirect_uri=http://localhost:1/cb`,
      { until: (url) => url.pathname === '/cb' },
    )
    await attacker.close()
    assert.equal(new URL(page.next ?? '').searchParams.get('iss'), provider.issuer)
  })

  test('every fault says what it does', () => {
    for (const [name, does] of faultRows(FAULTS)) assert.ok(does.length > 10, name)
  })
})
