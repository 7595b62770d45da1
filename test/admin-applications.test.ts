import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { type AdminClient, pathsOf, signedInAs } from './support/admin-client.ts'
import { engines } from './support/databases.ts'
import { addPerson, type RunningServer, startServer } from './support/running-server.ts'

const WEB = {
  label: 'ToolJet',
  type: 'web',
  settings: { redirectUris: ['https://tools.acme.test/sso/okta'] },
}

for (const engine of engines) {
  describe(`applications of the admin API on ${engine.name}`, () => {
    let server: RunningServer
    let owner: AdminClient

    before(async () => {
      server = await startServer(await engine.fresh())
      owner = await signedInAs(server, 'owner')
    })
    after(() => server.close())

    test('an app integration is made with its secret, which is shown this once', async () => {
      const { body, etag } = await owner.make('/applications', WEB)
      assert.match(body.clientSecret, /^[\w-]{43}$/)
      assert.equal(body.clientId, body.id)
      assert.deepEqual(body.settings.redirectUris, WEB.settings.redirectUris)
      const read = await owner.get(`/applications/${body.id}`)
      assert.equal(read.etag, etag)
      assert.equal('clientSecret' in read.body, false)
      const secrets = await owner.get(`/applications/${body.id}/secrets`)
      assert.equal(secrets.body.items.length, 1)
      assert.equal(JSON.stringify(secrets.body).includes(body.clientSecret), false)
    })

    test('what is wrong is told for each field by its path', async () => {
      const refused = await owner.call('POST', '/applications', {
        label: 'ToolJet',
        type: 'web',
        settings: { redirectUris: ['not an address', 'https://a.test/#x'], loginMode: 'SPEC' },
      })
      assert.equal(refused.status, 400)
      assert.match(refused.headers.get('content-type') ?? '', /^application\/problem\+json/)
      assert.deepEqual(pathsOf(refused), [
        'settings.redirectUris.0',
        'settings.redirectUris.1',
        'settings.initiateLoginUri',
      ])
    })

    test('an address that each request would fail at is refused when it is saved', async () => {
      const implicit = {
        grantTypes: ['authorization_code', 'implicit'],
        implicit: { idToken: true, accessToken: false },
      }
      const plain = ['http://tools.intern/sso', 'http://tools.localhost:80/sso']
      const save = (type: string, settings: object) =>
        owner.call('POST', '/applications', { label: 'Tools', type, settings })
      const pathOfFirst = ['settings.redirectUris.0']
      assert.equal((await save('web', { redirectUris: plain })).status, 201)
      assert.deepEqual(
        pathsOf(await save('web', { ...implicit, redirectUris: plain })),
        pathOfFirst,
      )
      const native = { redirectUris: ['https://localhost/cb', 'http://127.0.0.1/cb'] }
      assert.deepEqual(pathsOf(await save('native', native)), pathOfFirst)
    })

    test('a field that does not exist, and a value of another type, are told too', async () => {
      const refused = await owner.call('POST', '/applications', {
        ...WEB,
        settings: { redirectUrls: [], pkceRequired: 'yes' },
      })
      assert.equal(refused.status, 400)
      assert.deepEqual(pathsOf(refused).toSorted(), [
        'settings.pkceRequired',
        'settings.redirectUrls',
      ])
    })

    test('a regular expression that is none is refused when it is saved, not at a sign-in', async () => {
      const settings = { ...WEB.settings, groupsClaim: { filter: 'REGEX', value: '(' } }
      const refused = await owner.call('POST', '/applications', { ...WEB, settings })
      assert.deepEqual(pathsOf(refused), ['settings.groupsClaim.value'])
    })

    test('keys that could not be used, or should be nowhere but at home, are refused unrepeated', async () => {
      const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey
      const good = ec.publicKey.export({ format: 'jwk' })
      const own = ec.privateKey.export({ format: 'jwk' })
      const keysOf = (jwks: unknown) => ({
        ...WEB,
        settings: { ...WEB.settings, tokenEndpointAuthMethod: 'private_key_jwt', jwks },
      })
      const cases: [unknown, string, RegExp][] = [
        [{ keys: [good, own] }, 'settings.jwks.keys.1', /private key/],
        [{ keys: [{ kty: 'oct', k: 'c2VjcmV0' }] }, 'settings.jwks.keys.0', /symmetric key/],
        [{ keys: [weak.export({ format: 'jwk' })] }, 'settings.jwks.keys.0', /1024 bits/],
        [{ keys: [{ kty: 'EC', crv: 'P-256', x: good.x }] }, 'settings.jwks.keys.0', /members/],
        [{ keys: [{ kty: 'RSA', n: 7, e: [] }] }, 'settings.jwks.keys.0', /members/],
        [{ keys: [] }, 'settings.jwks.keys', /one key/],
        ['{"keys": [', 'settings.jwks', /JWK Set/],
        [{ keys: 'none' }, 'settings.jwks.keys', /JWK Set/],
      ]
      for (const [jwks, path, message] of cases) {
        const refused = await owner.call('POST', '/applications', keysOf(jwks))
        assert.equal(refused.status, 400)
        assert.deepEqual(pathsOf(refused), [path])
        assert.match(refused.body.errors[0].message, message)
        assert.equal(JSON.stringify(refused.body).includes(String(own.d)), false)
      }
      const made = await owner.make('/applications', keysOf({ keys: [{ ...good, kid: 'one' }] }))
      assert.deepEqual(made.body.settings.jwks, { keys: [{ ...good, kid: 'one' }] })
    })

    test('the second of two administrators is told, and gets what is there now', async () => {
      const made = await owner.make('/applications', WEB)
      const path = `/applications/${made.body.id}`
      const first = await owner.call('PATCH', path, { label: 'One' }, { version: made.etag })
      assert.equal(first.status, 200)
      assert.notEqual(first.etag, made.etag)
      const second = await owner.call('PATCH', path, { label: 'Two' }, { version: made.etag })
      assert.equal(second.status, 412)
      assert.equal(second.body.current.label, 'One')
      assert.equal(second.etag, first.etag)
      const again = await owner.call('PATCH', path, { label: 'Two' }, { version: second.etag })
      assert.equal(again.body.label, 'Two')
      const without = await owner.call('PATCH', path, { label: 'Three' })
      assert.equal(without.status, 428)
    })

    test('of two changes at the same moment one is made', async () => {
      const made = await owner.make('/applications', WEB)
      const answers = await Promise.all(
        ['One', 'Two', 'Three'].map((label) =>
          owner.call('PATCH', `/applications/${made.body.id}`, { label }, { version: made.etag }),
        ),
      )
      assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 412, 412])
    })

    test('a setting that is given replaces the one there was, null takes it away', async () => {
      const initiateLoginUri = 'https://tools.acme.test/start'
      const made = await owner.make('/applications', {
        ...WEB,
        settings: { ...WEB.settings, initiateLoginUri },
      })
      const path = `/applications/${made.body.id}`
      const change = { settings: { initiateLoginUri: null } }
      const changed = await owner.call('PATCH', path, change, { version: made.etag })
      assert.equal(changed.body.settings.initiateLoginUri, null)
      assert.deepEqual(changed.body.settings.redirectUris, WEB.settings.redirectUris)
    })

    test('there are two secrets at most, and one goes in two steps', async () => {
      const { body } = await owner.make('/applications', WEB)
      const secrets = `/applications/${body.id}/secrets`
      const second = await owner.call('POST', secrets)
      assert.equal(second.status, 201)
      assert.match(second.body.secret, /^[\w-]{43}$/)
      assert.equal((await owner.call('POST', secrets)).status, 409)
      assert.equal((await owner.call('DELETE', `${secrets}/${second.body.id}`)).status, 409)
      const off = await owner.call('POST', `${secrets}/${second.body.id}/deactivate`)
      assert.equal(off.body.status, 'inactive')
      assert.equal((await owner.call('DELETE', `${secrets}/${second.body.id}`)).status, 204)
      assert.equal((await owner.get(secrets)).body.items.length, 1)
      assert.equal((await owner.call('POST', `${secrets}/sec_none/activate`)).status, 404)
    })

    test('an application is deactivated before it is deleted', async () => {
      const { body } = await owner.make('/applications', WEB)
      const path = `/applications/${body.id}`
      assert.equal((await owner.call('DELETE', path)).status, 409)
      assert.equal((await owner.call('POST', `${path}/deactivate`)).body.status, 'inactive')
      assert.equal((await owner.call('POST', `${path}/activate`)).body.status, 'active')
      await owner.call('POST', `${path}/deactivate`)
      assert.equal((await owner.call('DELETE', path)).status, 204)
      assert.equal((await owner.get(path)).status, 404)
    })

    test('assignments are read and replaced as one, with a version', async () => {
      const ada = await addPerson(server, `ada-${engine.name}@acme.test`)
      const group = await owner.make('/groups', { name: 'engineering' })
      const { body } = await owner.make('/applications', WEB)
      const path = `/applications/${body.id}/assignments`
      const read = await owner.get(path)
      assert.deepEqual(read.body, { everyone: false, groups: [], users: [] })
      const wanted = { everyone: false, groups: [group.body.id], users: [ada.id] }
      const changed = await owner.call('PUT', path, wanted, { version: read.etag })
      assert.deepEqual(changed.body, wanted)
      assert.equal((await owner.call('PUT', path, wanted, { version: read.etag })).status, 412)
      const strangers = { everyone: false, groups: ['grp_none'], users: [ada.id, 'usr_none'] }
      const refused = await owner.call('PUT', path, strangers, { version: changed.etag })
      assert.deepEqual(pathsOf(refused), ['groups.0', 'users.1'])
    })

    test('the list is paged by cursor and searched by name or client ID', async () => {
      for (const label of ['Alpha 1', 'alpha 2', '100% Alpha']) {
        await owner.make('/applications', { ...WEB, label })
      }
      const first = await owner.get('/applications?limit=2&q=ALPHA')
      assert.equal(first.body.items.length, 2)
      const second = await owner.get(`/applications?limit=2&q=ALPHA&after=${first.body.next}`)
      assert.deepEqual(
        [...first.body.items, ...second.body.items].map(({ label }) => label),
        ['Alpha 1', 'alpha 2', '100% Alpha'],
      )
      assert.equal(second.body.next, null)
      assert.equal((await owner.get('/applications?q=100%25')).body.items.length, 1)
      assert.equal((await owner.get('/applications?after=rubbish')).status, 400)
      assert.equal((await owner.get('/applications?limit=201')).status, 400)
    })

    test('a client ID that is taken is refused at its field', async () => {
      await owner.make('/applications', { ...WEB, clientId: 'tooljet-web' })
      const again = await owner.call('POST', '/applications', { ...WEB, clientId: 'tooljet-web' })
      assert.equal(again.status, 409)
      assert.deepEqual(pathsOf(again), ['clientId'])
    })

    test('a creation that is repeated with its key makes one, and answers as the first time', async () => {
      const headers = { 'idempotency-key': 'one of a kind' }
      const wanted = { ...WEB, label: 'Made once' }
      const first = await owner.call('POST', '/applications', wanted, { headers })
      const second = await owner.call('POST', '/applications', wanted, { headers })
      assert.equal(second.status, 201)
      assert.deepEqual(second.body, first.body)
      assert.equal(second.etag, first.etag)
      assert.equal((await owner.get('/applications?q=made once')).body.items.length, 1)
      const other = await owner.call('POST', '/applications', WEB, { headers })
      assert.equal(other.status, 409)
      const row = await server.db
        .selectFrom('idempotency_key')
        .selectAll()
        .executeTakeFirstOrThrow()
      assert.equal(JSON.stringify(row).includes(first.body.clientSecret), false)
    })

    test('a creation that failed may be tried again with its key', async () => {
      const headers = { 'idempotency-key': 'second try' }
      const wrong = await owner.call('POST', '/applications', { ...WEB, label: '' }, { headers })
      assert.equal(wrong.status, 400)
      const right = await owner.call('POST', '/applications', WEB, { headers })
      assert.equal(right.status, 201)
    })

    test('every change leaves an event with both values and no secret', async () => {
      const made = await owner.make('/applications', WEB)
      const path = `/applications/${made.body.id}`
      await owner.call('PATCH', path, { label: 'Renamed' }, { version: made.etag })
      const { body } = await owner.get(`/events?target=${made.body.id}`)
      const [change, creation] = body.items
      assert.equal(creation.type, 'application.lifecycle.create')
      assert.equal(change.type, 'application.lifecycle.update')
      assert.equal(change.detail['before.label'], 'ToolJet')
      assert.equal(change.detail['after.label'], 'Renamed')
      const { id, login: name } = owner.user
      assert.deepEqual(change.actor, { kind: 'user', id, name })
      assert.equal(JSON.stringify(body).includes(made.body.clientSecret), false)
    })
  })
}
