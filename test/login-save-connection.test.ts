import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { DEFAULT_CONNECTION_SETTINGS } from '../src/core/connections/connection.ts'
import { findConnection, listConnections } from '../src/core/connections/connection-store.ts'
import { type ConnectionValues, saveConnection } from '../src/core/connections/save-connection.ts'
import { readDiscoveryThrough } from '../src/login/provider-documents.ts'
import { startLoginServer } from './support/login-server.ts'
import { DISCOVERY_FAULTS } from './support/peers/faults/discovery-faults.ts'
import { faultRows } from './support/peers/faults/faults.ts'
import { startMisbehavingProvider } from './support/peers/misbehaving-provider.ts'

const actor = { kind: 'system' } as const

async function wizardAtHand() {
  const [server, provider] = [await startLoginServer(), await startMisbehavingProvider()]
  after(() => provider.close())
  const { db, sealer, organization, deps } = server
  const readDiscovery = readDiscoveryThrough(deps.outbound, organization)
  const values: ConnectionValues = {
    ...{ slug: 'okta', name: 'Okta', template: 'okta', enabled: true, position: 0 },
    wellKnownUrl: provider.wellKnownUrl,
    clientId: provider.clientId,
    clientAuthMethod: 'client_secret_basic',
    clientSecret: provider.clientSecret,
    settings: DEFAULT_CONNECTION_SETTINGS,
  }
  const save = (
    changed: Partial<ConnectionValues>,
    more: Partial<Parameters<typeof saveConnection>[1]> = {},
  ) =>
    saveConnection(
      { db, sealer, now: Date.now, readDiscovery },
      { organization, actor, check: 'required', ...more, values: { ...values, ...changed } },
    )
  return { server, provider, save }
}

describe('a connection is checked when it is saved', () => {
  test('spaces around pasted values are dropped, and the secret is sealed', async () => {
    const { server, provider, save } = await wizardAtHand()

    const saved = await save({
      wellKnownUrl: ` ${provider.wellKnownUrl}\n`,
      clientId: `\t${provider.clientId} `,
      clientSecret: `${provider.clientSecret}\r\n`,
    })

    const stored = await findConnection(server.db, saved.id)
    assert.equal(stored?.wellKnownUrl, provider.wellKnownUrl)
    assert.equal(stored?.issuer, provider.issuer)
    assert.equal(stored?.clientId, provider.clientId)
    assert.doesNotMatch(JSON.stringify(stored), new RegExp(provider.clientSecret))
    assert.equal(await server.sealer.open(stored?.clientSecretSealed ?? ''), provider.clientSecret)
  })

  for (const pasted of ['https://acme.okta.com', 'https://acme.okta.com/', 'acme.okta.com']) {
    test(`${pasted} is answered with the well-known URL that was meant`, async () => {
      const { save } = await wizardAtHand()
      await assert.rejects(save({ wellKnownUrl: pasted }), {
        code: 'invalid_input',
        message: /https:\/\/acme\.okta\.com\/\.well-known\/openid-configuration \?/,
      })
    })
  }

  test('plain http beyond loopback is refused, and https proposed', async () => {
    const { save } = await wizardAtHand()
    const wellKnownUrl = 'http://acme.okta.com/.well-known/openid-configuration'
    await assert.rejects(save({ wellKnownUrl }), { message: /Did you mean https:/ })
  })

  const harmless = ['discovery_trailing_slash']
  const slow = ['discovery_drip', 'discovery_never_answers']
  const shared = wizardAtHand()
  for (const [name, does] of faultRows(DISCOVERY_FAULTS)) {
    if (harmless.includes(name) || slow.includes(name)) continue
    test(`it is not saved when ${does}`, async () => {
      const { server, provider, save } = await shared
      provider.behave(name)
      await assert.rejects(save({}), { name: 'Failure' })
      assert.deepEqual(await server.db.selectFrom('connection').selectAll().execute(), [])
    })
  }

  test('both issuers are shown when they differ', async () => {
    const { provider, save } = await wizardAtHand()
    provider.behave('discovery_wrong_issuer')
    await assert.rejects(save({}), {
      message: new RegExp(`Expected: ${provider.issuer}. Received: https://somebody-else.test`),
    })
  })

  test('an issuer that ends in a slash is kept as its document spells it', async () => {
    const { provider, save } = await wizardAtHand()
    provider.behave('discovery_trailing_slash')
    assert.equal((await save({})).issuer, `${provider.issuer}/`)
  })

  test('a way of authenticating that the provider does not offer is refused', async () => {
    const { save } = await wizardAtHand()
    await assert.rejects(save({ clientAuthMethod: 'private_key_jwt' }), {
      message: /token_endpoint_auth_methods_supported/,
    })
  })

  test('it can be saved unchecked while the provider is down', async () => {
    const { provider, save } = await wizardAtHand()
    await provider.stop()
    await assert.rejects(save({}), { code: 'upstream_unreachable' })
    assert.equal((await save({}, { check: 'skip' })).issuer, provider.issuer)
    await provider.start()
  })
})

describe('a stored secret', () => {
  test('stays when other things change', async () => {
    const { save } = await wizardAtHand()
    const existing = await save({})
    const renamed = await save({ name: 'Acme Okta', clientSecret: undefined }, { existing })
    assert.equal(renamed.clientSecretSealed, existing.clientSecretSealed)
  })

  test('is never sent to another provider: a new address asks for it again', async () => {
    const { server, save } = await wizardAtHand()
    const other = await startMisbehavingProvider()
    after(() => other.close())
    const existing = await save({})

    const wellKnownUrl = other.wellKnownUrl
    for (const check of ['required', 'skip'] as const) {
      await assert.rejects(save({ wellKnownUrl, clientSecret: undefined }, { existing, check }), {
        message: /type the client secret again/,
      })
    }
    const stored = await findConnection(server.db, existing.id)
    assert.equal(stored?.wellKnownUrl, existing.wellKnownUrl, 'nothing was changed')
  })
})

test('the only connection keeps the plain callback address when it is changed', async () => {
  const { server, save } = await wizardAtHand()
  const { callback: _, ...settings } = (await save({})).settings
  const existing = (await listConnections(server.db, server.organization.id))[0] ?? assert.fail()
  // As a connection from a configuration file stands there: nobody chose an address for it.
  const declared = { ...existing, settings }

  const changed = await save({ name: 'Okta again', settings }, { existing: declared })
  assert.equal(changed.settings.callback, 'shared')
})

test('a second connection gets a callback address of its own, and the first keeps the plain one', async () => {
  const { save } = await wizardAtHand()
  const first = await save({})
  const second = await save({ slug: 'entra', name: 'Entra' })
  assert.equal(first.settings.callback, 'shared')
  assert.equal(second.settings.callback, 'own')
})

test('a connection cannot take the name of an address of ours', async () => {
  const { save } = await wizardAtHand()
  await assert.rejects(save({ slug: 'initiate' }), { code: 'invalid_input' })
})
