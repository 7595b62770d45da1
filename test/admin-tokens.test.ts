import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { DAY } from '../src/base/clock.ts'
import { type AdminClient, signedInAs, withToken } from './support/admin-client.ts'
import { engines } from './support/databases.ts'
import { type RunningServer, startServer } from './support/running-server.ts'

for (const engine of engines) {
  describe(`API tokens, organization and servers on ${engine.name}`, () => {
    let server: RunningServer
    let owner: AdminClient
    let clockAhead = 0

    before(async () => {
      server = await startServer(await engine.fresh(), { now: () => Date.now() + clockAhead })
      owner = await signedInAs(server, 'owner')
    })
    after(() => server.close())

    const make = async (by: AdminClient, scopes: string[], expiresInDays = 30) => {
      const { body } = await by.make('/api-tokens', { name: 'ci', scopes, expiresInDays })
      return { id: body.id, program: withToken(server, by.user, body.token), value: body.token }
    }

    test('a token does what its scopes say, is told once, and needs no origin', async () => {
      const { id, program, value } = await make(owner, ['groups.read', 'groups.write'])
      assert.equal((await program.call('POST', '/groups', { name: 'by a program' })).status, 201)
      assert.equal((await program.get('/applications')).status, 403)
      assert.equal((await program.get('/session')).body.kind, 'token')
      const read = await owner.get(`/api-tokens/${id}`)
      assert.notEqual(read.body.lastUsedAt, null)
      assert.equal(JSON.stringify(read.body).includes(value), false)
      const rows = await server.db.selectFrom('api_token').selectAll().execute()
      assert.equal(JSON.stringify(rows).includes(value), false)
    })

    test('a token makes no tokens, and nobody gives what they have not', async () => {
      const refused = await owner.call('POST', '/api-tokens', {
        name: 'ci',
        scopes: ['tokens.write'],
      })
      assert.equal(refused.status, 400)
      const auditor = await signedInAs(server, 'auditor')
      assert.equal((await auditor.call('POST', '/api-tokens', {})).status, 403)
    })

    test('a token ends when it expires, is revoked, or its maker may do less', async () => {
      const day = await make(owner, ['groups.read'], 1)
      clockAhead = DAY
      assert.equal((await day.program.get('/groups')).status, 401)
      clockAhead = 0
      assert.equal((await day.program.get('/groups')).status, 200)
      assert.equal((await owner.call('DELETE', `/api-tokens/${day.id}`)).status, 204)
      assert.equal((await day.program.get('/groups')).status, 401)

      const admin = await signedInAs(server, 'admin')
      const { program } = await make(admin, ['applications.read', 'people.read'])
      const path = `/users/${admin.user.id}`
      const { etag } = await owner.get(path)
      await owner.call('PATCH', path, { role: 'helpdesk' }, { version: etag })
      assert.equal((await program.get('/applications')).status, 403)
      assert.equal((await program.get('/users')).status, 200)
      await owner.call('POST', `${path}/deactivate`)
      assert.equal((await program.get('/users')).status, 401)
    })

    test('the organization keeps a way in, and its address', async () => {
      const { body, etag } = await owner.get('/organization')
      assert.equal(body.url, server.url)
      const path = '/organization'
      const version = etag
      const shut = { settings: { passwordSignIn: false } }
      assert.equal((await owner.call('PATCH', path, shut, { version })).status, 409)
      const moved = { url: 'https://elsewhere.example' }
      assert.equal((await owner.call('PATCH', path, moved, { version })).status, 400)
      const idle = { settings: { sessionIdleMs: 8 * DAY } }
      assert.equal((await owner.call('PATCH', path, idle, { version })).status, 400)
      const named = await owner.call('PATCH', path, { name: 'Acme Two' }, { version })
      assert.equal(named.body.name, 'Acme Two')
      assert.deepEqual(named.body.settings, body.settings)
    })

    test('an authorization server is made with keys, and its keys are rotated', async () => {
      const wanted = { slug: 'payments', settings: { signingAlg: 'ES256' } }
      const { body, etag } = await owner.make('/authorization-servers', wanted)
      assert.equal(body.issuer, `${server.url}/oauth2/payments`)
      assert.equal(body.settings.audience, 'api://payments')
      const path = `/authorization-servers/${body.id}`
      const before = (await owner.get(`${path}/keys`)).body.items
      assert.deepEqual(
        before.map(({ status }: { status: string }) => status),
        ['current', 'next'],
      )
      const after = (await owner.call('POST', `${path}/keys/rotate`)).body.items
      assert.equal(after[0].id, before[1].id)
      assert.equal(after.length, 3)
      const published = await fetch(`${server.url}/oauth2/payments/v1/keys`)
      const { keys } = (await published.json()) as { keys: { kid: string }[] }
      assert.ok(keys.some(({ kid }) => kid === after[0].id))
      const change = { settings: { accessTokenMs: 10 * 60_000 } }
      assert.equal((await owner.call('PATCH', path, change, { version: etag })).status, 412)
      const present = await owner.get(path)
      const changed = await owner.call('PATCH', path, change, { version: present.etag })
      assert.equal(changed.body.settings.accessTokenMs, 600_000)
      assert.equal(changed.body.settings.signingAlg, 'ES256')
      for (const slug of ['payments', 'default', 'v1']) {
        assert.equal((await owner.call('POST', '/authorization-servers', { slug })).status, 409)
      }
    })
  })
}
