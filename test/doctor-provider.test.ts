import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { type Clock, MINUTE, SECOND, systemClock } from '../src/base/clock.ts'
import { examineDocument } from '../src/doctor/examine-document.ts'
import { examineKeys } from '../src/doctor/examine-keys.ts'
import { examineProvider } from '../src/doctor/examine-provider.ts'
import type { Finding, Verdict } from '../src/doctor/finding.ts'
import { createOutbound } from '../src/outbound/guarded-fetch.ts'
import { startIndependentProvider } from './support/peers/independent-provider.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'
import { CALLBACK, CODE, flowServer } from './support/provider-flows.ts'
import { addApplication } from './support/running-server.ts'
import { startWebServer } from './support/web-server.ts'

const outbound = createOutbound({})
after(() => outbound.close())
const abroad = outbound.fetchFor({ url: 'https://id.acme.example' })

function examine(
  asked: Parameters<typeof examineProvider>[1],
  { now = systemClock }: { now?: Clock } = {},
) {
  return examineProvider({ fetch: outbound.fetchFor({ url: 'http://localhost' }), now }, asked)
}

/** The findings that say more than that all is well. */
const faultsIn = (findings: readonly Finding[]) =>
  findings.filter(({ verdict }) => verdict === 'wrong' || verdict === 'risky')

function only(findings: readonly Finding[], check: string, verdict: Verdict): Finding {
  const found = findings.find((one) => one.check === check && one.verdict === verdict)
  assert.ok(found, `no ${verdict} finding of ${check} in ${JSON.stringify(findings, null, 1)}`)
  return found
}

describe('the examination of a provider', () => {
  test('finds nothing to mend at an independent one, by any address of it', async () => {
    const provider = await startIndependentProvider()
    after(() => provider.close())
    for (const address of [provider.issuer, ` ${provider.issuer}/ `]) {
      const { wellKnownUrl, findings } = await examine({ address })
      assert.equal(wellKnownUrl, `${provider.issuer}/.well-known/openid-configuration`)
      assert.deepEqual(faultsIn(findings), [])
      only(findings, 'keys', 'right')
    }
  })

  const FAULTS: readonly [
    fault: NonNullable<Parameters<MisbehavingProvider['behave']>[0]>,
    check: string,
    received: RegExp,
  ][] = [
    ['discovery_wrong_issuer', 'issuer', /^http/],
    ['discovery_missing_issuer', 'issuer', /nothing/],
    ['discovery_without_token_endpoint', 'token_endpoint', /nothing/],
    ['discovery_without_jwks_uri', 'jwks_uri', /nothing/],
    ['discovery_plain_http_endpoints', 'authorization_endpoint', /^http:/],
    ['discovery_script_endpoint', 'authorization_endpoint', /javascript/],
    ['discovery_without_code', 'response_types_supported', /id_token/],
    ['discovery_without_s256', 'code_challenge_methods_supported', /plain/],
    ['discovery_without_rs256', 'id_token_signing_alg_values_supported', /HS256/],
    ['discovery_404', 'document', /404/],
    ['discovery_500', 'document', /500/],
    ['discovery_not_json', 'document', /./],
    ['discovery_oversized', 'document', /1 MiB/],
    ['discovery_redirect', 'document', /redirected/],
    ['jwks_404', 'keys', /404/],
    ['jwks_empty', 'keys', /no key/],
    ['jwks_oversized', 'keys', /1 MiB/],
    ['jwks_redirect', 'keys', /redirected/],
  ]

  test('names what is wrong, with what came, whatever a provider gets wrong', async () => {
    const provider = await startMisbehavingProvider()
    after(() => provider.close())
    for (const [fault, check, received] of FAULTS) {
      provider.behave(fault)
      const { findings } = await examine({ address: provider.wellKnownUrl })
      assert.match(only(findings, check, 'wrong').received ?? '', received, String(fault))
    }
    provider.behave('discovery_array')
    only((await examine({ address: provider.wellKnownUrl })).findings, 'document', 'wrong')
    provider.behave('discovery_trailing_slash')
    const { findings } = await examine({ address: provider.wellKnownUrl })
    assert.match(only(findings, 'issuer', 'note').sentence, /ends in a slash/)
  })

  test('measures how far the two clocks are apart', async () => {
    const provider = await startMisbehavingProvider()
    after(() => provider.close())
    const address = provider.wellKnownUrl
    const ahead = await examine({ address }, { now: () => Date.now() - 5 * MINUTE })
    const told = only(ahead.findings, 'clock', 'wrong')
    const [, seconds = '', direction = ''] =
      /^(\d+) s (ahead of|behind) ours$/.exec(told.received ?? '') ?? []
    assert.equal(direction, 'ahead of')
    assert.ok(Math.abs(Number(seconds) - 300) <= 2, String(told.received))
    const behind = await examine({ address }, { now: () => Date.now() + 15 * SECOND })
    assert.match(only(behind.findings, 'clock', 'risky').received ?? '', /behind/)
  })

  test('says when nobody answers, when the name is unknown, and when it may not go there', async () => {
    const provider = await startMisbehavingProvider()
    await provider.stop()
    after(() => provider.close())
    const silent = await examine({ address: provider.wellKnownUrl })
    assert.match(only(silent.findings, 'document', 'wrong').sentence, /Nothing listens/)
    const unknown = await examine({ address: 'https://id.nowhere.invalid' })
    assert.match(only(unknown.findings, 'document', 'wrong').sentence, /name is not known/)
    const { findings } = await examineProvider(
      { fetch: abroad, now: systemClock },
      { address: provider.wellKnownUrl },
    )
    assert.match(only(findings, 'document', 'wrong').remedy ?? '', /outbound\.allow/)
    const nonsense = await examine({ address: 'our Okta' })
    assert.equal(nonsense.wellKnownUrl, undefined)
    only(nonsense.findings, 'address', 'wrong')
  })

  test('tells the organization from a custom server, and http behind a proxy from https', async () => {
    const server = await startWebServer(() => Response.json({ issuer: server.origin }))
    after(() => server.close())
    const { findings } = await examine({ address: `${server.origin}/oauth2/default` })
    const issuer = only(findings, 'issuer', 'wrong')
    assert.match(issuer.sentence, /the other a custom server/)
    assert.equal(issuer.expected, `${server.origin}/oauth2/default`)
    assert.equal(issuer.received, server.origin)

    const id = 'id.acme.example/realms/acme'
    const wellKnownUrl = `https://${id}/.well-known/openid-configuration`
    const plain = examineDocument({ issuer: `http://${id}` }, wellKnownUrl)
    assert.match(only(plain, 'issuer', 'wrong').remedy ?? '', /X-Forwarded-Proto/)
  })

  test('takes a provider that names things by what is no text as one that is wrong', async () => {
    const odd = { toString: 1, valueOf: 1 }
    const named = { wellKnownUrl: 'https://id.acme.example/.well-known/openid-configuration' }
    only(examineDocument({ issuer: odd }, named.wellKnownUrl), 'issuer', 'wrong')
    const keys = [
      { kty: odd, use: odd },
      { kty: 'RSA', n: 'AQAB', d: 'x', kid: odd },
    ]
    only(examineKeys({ keys }, ['RS256']), 'keys', 'wrong')
    only(examineKeys({ keys: keys.slice(0, 1) }, ['RS256']), 'keys', 'wrong')
    const server = await startWebServer(() => Response.json({ issuer: odd }))
    after(() => server.close())
    only((await examine({ address: server.origin })).findings, 'issuer', 'wrong')
  })

  test('sees keys that leak, keys that are too short, and keys that cannot be told apart', async () => {
    const rsa = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits })
    const good = rsa(2048)
    const publicJwk = good.publicKey.export({ format: 'jwk' })
    let keys: object[] = []
    const server = await startWebServer(({ url }) => {
      const issuer = server.origin
      if (new URL(url).pathname === '/keys') return Response.json({ keys })
      return Response.json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ['code'],
        id_token_signing_alg_values_supported: ['RS256'],
      })
    })
    after(() => server.close())
    const look = async (published: object[]) => {
      keys = published
      return (await examine({ address: server.origin })).findings
    }
    const leaked = await look([{ ...good.privateKey.export({ format: 'jwk' }), kid: 'a' }])
    assert.match(only(leaked, 'keys', 'wrong').sentence, /private part of the key a/)
    const short = await look([{ ...rsa(1024).publicKey.export({ format: 'jwk' }), kid: 'b' }])
    assert.equal(only(short, 'keys', 'wrong').received, '1024 bits')
    const twice = await look([
      { ...publicJwk, kid: 'c' },
      { ...rsa(2048).publicKey.export({ format: 'jwk' }), kid: 'c' },
    ])
    assert.match(only(twice, 'keys', 'risky').sentence, /same kid/)
    const foreign = await look([{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: 'd' }])
    assert.match(only(foreign, 'keys', 'wrong').expected ?? '', /RS256/)
    // What it says of itself is little, and is told as little.
    only(foreign, 'code_challenge_methods_supported', 'risky')
  })
})

describe('the examination of an application at its provider', () => {
  test('knows a registered one from one with another redirect URI, and leaves nothing behind', async () => {
    const server = await flowServer()
    const application = await addApplication(server, { settings: CODE })
    const ask = async (registration: { clientId: string; redirectUri: string }) =>
      (await examine({ address: server.url, registration })).findings
    const { clientId } = application
    only(await ask({ clientId, redirectUri: CALLBACK }), 'registration', 'right')
    const elsewhere = `${CALLBACK}/`
    const moved = only(await ask({ clientId, redirectUri: elsewhere }), 'registration', 'wrong')
    assert.equal(moved.expected, elsewhere)
    only(await ask({ clientId: 'nobody', redirectUri: CALLBACK }), 'registration', 'wrong')
    const service = await addApplication(server, { type: 'service', settings: {} })
    only(await ask({ clientId: service.clientId, redirectUri: CALLBACK }), 'registration', 'wrong')
  })
})
