import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type AdminClient, pathsOf, signedInAs } from './support/admin-client.ts'
import { engines } from './support/databases.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'
import { type RunningServer, startServer } from './support/running-server.ts'
import { testedBy } from './support/tested-lately.ts'

for (const engine of engines) {
  describe(`connections of the admin API on ${engine.name}`, () => {
    let server: RunningServer
    let provider: MisbehavingProvider
    let owner: AdminClient

    before(async () => {
      server = await startServer(await engine.fresh())
      provider = await startMisbehavingProvider()
      owner = await signedInAs(server, 'owner')
    })
    after(async () => {
      await server.close()
      await provider.close()
    })

    let count = 0
    const wanted = () => {
      count += 1
      return {
        slug: `okta-${count}`,
        name: 'Okta',
        template: 'okta',
        wellKnownUrl: provider.wellKnownUrl,
        clientId: provider.clientId,
        clientSecret: provider.clientSecret,
      }
    }

    test('a connection is made after a look at its provider, with the addresses to give it', async () => {
      const { body } = await owner.make('/connections', wanted())
      assert.equal(body.issuer, provider.issuer)
      assert.equal(body.redirectUri, `${server.url}/sso/openid`)
      assert.equal(body.initiateLoginUri, `${server.url}/sso/openid/initiate`)
      assert.equal(body.hasClientSecret, true)
      assert.doesNotMatch(JSON.stringify(body), new RegExp(provider.clientSecret))
      const second = await owner.make('/connections', wanted())
      assert.equal(second.body.redirectUri, `${server.url}/sso/openid/${second.body.slug}`)
      const read = await owner.get(`/connections/${body.id}`)
      assert.equal(read.body.redirectUri, `${server.url}/sso/openid`)
    })

    test('a provider is examined before anything is saved, and asked about this origin alone', async () => {
      const asked = { address: provider.issuer, clientId: provider.clientId, slug: 'okta-new' }
      const { status, body } = await owner.call('POST', '/connections/examine', asked)
      assert.equal(status, 200)
      assert.equal(body.wellKnownUrl, provider.wellKnownUrl)
      const verdicts = Object.fromEntries(
        body.findings.map((one: { check: string; verdict: string }) => [one.check, one.verdict]),
      )
      assert.equal(verdicts.issuer, 'right')
      assert.equal(verdicts.registration, 'right')
      const [request] = provider.requestsTo('/authorize').slice(-1)
      assert.equal(new URL(request?.query.redirect_uri ?? '').origin, server.url)
      assert.equal(request?.query.prompt, 'none')
    })

    test('what cannot be used is told at its field', async () => {
      const cases: [Record<string, unknown>, string][] = [
        [{ wellKnownUrl: 'https://acme.okta.com' }, 'wellKnownUrl'],
        [
          { wellKnownUrl: `${provider.issuer}/no/.well-known/openid-configuration` },
          'wellKnownUrl',
        ],
        [{ settings: { secretExpiresOn: '2027-02-30' } }, 'settings.secretExpiresOn'],
        [{ clientSecret: undefined }, 'clientSecret'],
        [{ clientAuthMethod: 'private_key_jwt', check: 'skip' }, 'privateKey'],
        [{ slug: 'initiate' }, 'slug'],
        [{ slug: 'Not A Slug' }, 'slug'],
      ]
      for (const [change, path] of cases) {
        const refused = await owner.call('POST', '/connections', { ...wanted(), ...change })
        assert.equal(refused.status, 400, JSON.stringify(refused.body))
        assert.deepEqual(pathsOf(refused), [path])
      }
      const { body } = await owner.make('/connections', wanted())
      const again = await owner.call('POST', '/connections', { ...wanted(), slug: body.slug })
      assert.equal(again.status, 409)
      assert.deepEqual(pathsOf(again), ['slug'])
    })

    test('a domain is at home at one connection, whatever its case', async () => {
      const homes = (homeDomains: string[]) => ({ settings: { homeDomains } })
      await owner.make('/connections', { ...wanted(), ...homes(['home.example']) })
      const second = { ...wanted(), name: 'Second' }
      const refused = async (homeDomains: string[]) => {
        const { status, body } = await owner.call('POST', '/connections', {
          ...second,
          ...homes(homeDomains),
        })
        assert.deepEqual([status, body.errors?.[0]?.path], [400, 'settings.homeDomains'])
        return body.detail
      }
      assert.match(await refused(['other.example', 'Home.Example']), /is at home at Okta already/)
      assert.match(await refused(['@home.example']), /looks like example\.com/)
    })

    test('a trusted domain that no address could have is refused, instead of tying nobody', async () => {
      for (const domain of ['@acme.example', 'https://acme.example', '*.acme.example']) {
        const settings = { trustedDomains: [domain] }
        const refused = await owner.call('POST', '/connections', { ...wanted(), settings })
        assert.deepEqual([refused.status, pathsOf(refused)], [400, ['settings.trustedDomains']])
      }
    })

    test('a provider that is down can be saved for later, and renamed without being asked', async () => {
      const down = { wellKnownUrl: 'http://localhost:9/.well-known/openid-configuration' }
      const refused = await owner.call('POST', '/connections', { ...wanted(), ...down })
      assert.equal(refused.status, 400)
      assert.deepEqual(pathsOf(refused), ['wellKnownUrl'])
      const made = await owner.make('/connections', { ...wanted(), ...down, check: 'skip' })
      const path = `/connections/${made.body.id}`
      const version = made.etag
      const renamed = await owner.call('PATCH', path, { name: 'Down' }, { version })
      assert.equal(renamed.status, 200)
      assert.equal(renamed.body.hasClientSecret, true)
    })

    test('saved before its provider is up, a connection is enabled by a look that succeeds', async () => {
      const late = await startMisbehavingProvider()
      await late.stop()
      const { wellKnownUrl } = late
      const given = { ...wanted(), wellKnownUrl }
      const refused = await owner.call('POST', '/connections', given)
      assert.equal(refused.body.errors[0].mayHeal, true)
      const typo = { ...given, wellKnownUrl: 'https://acme.okta.com' }
      const mistyped = await owner.call('POST', '/connections', typo)
      assert.equal(mistyped.body.errors[0].mayHeal, undefined)

      const { body } = await owner.make('/connections', {
        ...given,
        enabled: false,
        check: 'skip',
      })
      assert.equal(body.issuer, late.issuer)
      const path = `/connections/${body.id}`
      const tooEarly = await owner.call('POST', `${path}/enable`)
      assert.equal(tooEarly.status, 400)
      assert.match(tooEarly.body.detail, /provider does not answer/)
      const { etag: version } = await owner.get(path)
      const patched = await owner.call('PATCH', path, { enabled: true }, { version })
      assert.deepEqual(pathsOf(patched), ['wellKnownUrl'])
      assert.equal((await owner.get(path)).body.enabled, false)

      await late.start()
      assert.equal((await owner.call('POST', `${path}/enable`)).body.enabled, true)
      assert.equal((await owner.call('POST', `${path}/disable`)).body.enabled, false)
      late.behave('discovery_trailing_slash')
      const spelled = await owner.call('POST', `${path}/enable`)
      assert.equal(spelled.body.issuer, `${late.issuer}/`)
      assert.equal(spelled.body.hasClientSecret, true)
      const [event] = (await owner.get(`/events?target=${body.id}`)).body.items
      assert.equal(event.detail['after.issuer'], `${late.issuer}/`)
      await late.close()
    })

    test('another provider asks for the secret anew, so that none is sent where it was not typed for', async () => {
      const other = await startMisbehavingProvider()
      const { body, etag } = await owner.make('/connections', wanted())
      const path = `/connections/${body.id}`
      const change = { wellKnownUrl: other.wellKnownUrl }
      const refused = await owner.call('PATCH', path, change, { version: etag })
      assert.deepEqual(pathsOf(refused), ['clientSecret'])
      const typed = { ...change, clientSecret: 'typed again' }
      const changed = await owner.call('PATCH', path, typed, { version: etag })
      assert.equal(changed.body.issuer, other.issuer)
      const [event] = (await owner.get(`/events?target=${body.id}`)).body.items
      assert.equal(event.detail['before.issuer'], provider.issuer)
      assert.equal(event.detail['after.issuer'], other.issuer)
      assert.doesNotMatch(JSON.stringify(event), /typed again/)
      await other.close()
    })

    test('the second of two administrators is told', async () => {
      const { body, etag: version } = await owner.make('/connections', wanted())
      const path = `/connections/${body.id}`
      const answers = [
        await owner.call('PATCH', path, { name: 'One' }, { version }),
        await owner.call('PATCH', path, { name: 'Two' }, { version }),
      ]
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 412],
      )
      assert.equal(answers[1]?.body.current.name, 'One')
    })

    test('buttons are ordered, shown, hidden and deleted', async () => {
      const ids: string[] = (await owner.get('/connections')).body.items.map(
        ({ id }: { id: string }) => id,
      )
      const wantedOrder = ids.toReversed()
      const ordered = await owner.call('PUT', '/connections/order', { ids: wantedOrder })
      assert.deepEqual(
        ordered.body.items.map(({ id }: { id: string }) => id),
        wantedOrder,
      )
      const partly = await owner.call('PUT', '/connections/order', { ids: ids.slice(1) })
      assert.deepEqual(pathsOf(partly), ['ids'])
      const path = `/connections/${ids[0]}`
      assert.equal((await owner.call('POST', `${path}/disable`)).body.enabled, false)
      assert.equal((await owner.call('POST', `${path}/enable`)).body.enabled, true)
      assert.equal((await owner.call('DELETE', path)).status, 204)
      assert.equal((await owner.get(path)).status, 404)
    })

    test('where passwords are off, the last connection stays a way in', async () => {
      const { items } = (await owner.get('/connections')).body
      const [last, ...others] = items
      for (const { id } of others) await owner.call('POST', `/connections/${id}/disable`)
      await testedBy(server, owner.user)
      const { etag: version } = await owner.get('/organization')
      const shut = { settings: { passwordSignIn: false } }
      assert.equal((await owner.call('PATCH', '/organization', shut, { version })).status, 200)
      assert.equal((await owner.call('POST', `/connections/${last.id}/disable`)).status, 409)
      assert.equal((await owner.call('DELETE', `/connections/${last.id}`)).status, 409)
    })
  })
}
