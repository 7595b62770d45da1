import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose'
import { HOUR, SECOND } from '../src/base/clock.ts'
import type { AuthorizationServerSettings } from '../src/core/authorization-servers/authorization-server.ts'
import { findAuthorizationServer } from '../src/core/authorization-servers/authorization-server-store.ts'
import { rotateKeysOf } from '../src/core/authorization-servers/save-authorization-server.ts'
import { movableClock } from './support/movable-clock.ts'
import {
  CODE,
  endpoint,
  flowServer,
  introspect,
  issuerOf,
  type ServerName,
  signedInBrowser,
  tokensOf,
  userinfo,
} from './support/provider-flows.ts'
import { addApplication, addPerson } from './support/running-server.ts'

async function serverWithKeys(name: ServerName) {
  const clock = movableClock()
  const server = await flowServer({ now: clock })
  await addPerson(server, 'ada@acme.test')
  const app = await addApplication(server, { settings: CODE })
  const browser = await signedInBrowser(server, 'ada@acme.test')
  const keys = async (): Promise<JSONWebKeySet> =>
    (await fetch(endpoint(server, 'keys', name))).json() as Promise<JSONWebKeySet>
  const rotate = async (change: Partial<AuthorizationServerSettings> = {}) => {
    const found = await findAuthorizationServer(server.db, server.organization.id, name)
    if (!found) throw new Error(`no server ${name}`)
    clock.advance(10)
    const changed = { ...found, settings: { ...found.settings, ...change } }
    await rotateKeysOf(
      { db: server.db, sealer: server.sealer, now: clock },
      { server: changed, actor: { kind: 'system' } },
    )
  }
  const tokens = () => tokensOf(server, browser, app, { name })
  return { clock, server, app, keys, rotate, tokens }
}

const kidOf = (jwt: string) => decodeProtectedHeader(jwt).kid
const verify = (jwt: string, keys: JSONWebKeySet) => jwtVerify(jwt, createLocalJWKSet(keys))

for (const name of ['org', 'default'] as const) {
  describe(`the keys of ${name}`, () => {
    test('are public halves only, and the next one is published ahead', async () => {
      const { keys, tokens } = await serverWithKeys(name)
      const set = await keys()
      assert.equal(set.keys.length, 2)
      for (const key of set.keys) {
        assert.deepEqual(Object.keys(key).toSorted(), ['alg', 'e', 'kid', 'kty', 'n', 'use'])
      }
      assert.equal(kidOf((await tokens()).id_token), set.keys[0]?.kid)
    })

    test('rotate within seconds in a running server, and no verification fails in between', async () => {
      const { clock, server, app, keys, rotate, tokens } = await serverWithKeys(name)
      const published = await keys()
      const before = await tokens()
      await rotate()
      const between = await tokens()
      await verify(between.id_token, published)
      clock.advance(3 * SECOND)
      const after = await tokens()
      assert.notEqual(kidOf(after.id_token), kidOf(before.id_token))
      // A verifier that has not asked again since before the rotation still knows every key.
      for (const { id_token } of [before, between, after]) await verify(id_token, published)
      const now = await keys()
      for (const { id_token } of [before, between, after]) await verify(id_token, now)
      assert.equal((await userinfo(server, before.access_token, name)).status, 200)
      assert.equal((await introspect(server, app, before.access_token, name)).active, true)
      if (name === 'default') {
        await verify(after.access_token, published)
        await verify(before.access_token, now)
      }
    })

    test('rotate within seconds where the clock was set back too', async () => {
      const { clock, keys, rotate } = await serverWithKeys(name)
      const before = await keys()
      clock.advance(-HOUR)
      await rotate()
      clock.advance(3 * SECOND)
      assert.notDeepEqual(await keys(), before)
    })

    test('change from RS256 to ES256 without an old token failing', async () => {
      const { clock, server, keys, rotate, tokens } = await serverWithKeys(name)
      const before = await tokens()
      await rotate({ signingAlg: 'ES256' })
      clock.advance(3 * SECOND)
      const after = await tokens()
      assert.equal(decodeProtectedHeader(after.id_token).alg, 'ES256')
      const now = await keys()
      await verify(before.id_token, now)
      await verify(after.id_token, now)
      assert.equal((await userinfo(server, before.access_token, name)).status, 200)
      const document = await (
        await fetch(`${issuerOf(server, name)}/.well-known/openid-configuration`)
      ).json()
      const { id_token_signing_alg_values_supported } = document as Record<string, unknown>
      assert.deepEqual(id_token_signing_alg_values_supported, ['ES256'])
    })
  })
}

test("the verifier's address for the keys of org is an alias of it", async () => {
  const { server, keys } = await serverWithKeys('org')
  assert.deepEqual(await (await fetch(`${server.url}/v1/keys`)).json(), await keys())
})
