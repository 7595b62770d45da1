import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Connection } from '../src/core/connections/connection.ts'
import { type AdminClient, signedInAs } from './support/admin-client.ts'
import { addConnection } from './support/admin-world.ts'
import { engines } from './support/databases.ts'
import { type RunningServer, startServer } from './support/running-server.ts'
import { provisionerOf } from './support/scim-client.ts'

const [sqlite] = engines

describe('provisioning tokens', () => {
  let server: RunningServer
  let owner: AdminClient
  let okta: Connection
  before(async () => {
    if (!sqlite) return
    server = await startServer(await sqlite.fresh())
    owner = await signedInAs(server, 'owner')
    okta = await addConnection(server, 'okta')
  })
  after(() => server.close())
  const path = (rest = '') => `/connections/${okta.id}/provisioning${rest}`

  test('are shown once, several at a time, and end when they are revoked', async () => {
    const first = await owner.make(path('/tokens'), { name: 'this year' })
    const second = await owner.make(path('/tokens'), { name: 'next year', expiresInDays: 700 })
    assert.match(first.body.token, /^lkp_[\w-]{43}$/)
    assert.notEqual(first.body.token, second.body.token)

    const { body } = await owner.get(path())
    assert.equal(body.baseUrl, `${server.url}/scim/v2`)
    assert.deepEqual([body.people, body.groups], [0, 0])
    const shown = body.tokens.map(({ name }: { name: string }) => name)
    assert.deepEqual(shown, ['next year', 'this year'])
    assert.ok(!JSON.stringify(body).includes(first.body.token))

    const gone = await owner.call('DELETE', path(`/tokens/${first.body.id}`))
    assert.equal(gone.status, 204)
    assert.equal((await owner.call('DELETE', path(`/tokens/${first.body.id}`))).status, 404)
    const events = await server.db
      .selectFrom('event')
      .select('type')
      .where('target_kind', '=', 'provisioning_token')
      .orderBy('id')
      .execute()
    assert.deepEqual(
      events.map(({ type }) => type),
      ['provisioning_token.create', 'provisioning_token.create', 'provisioning_token.revoke'],
    )
  })

  test('are at most ten, made by those alone who may make tokens', async () => {
    const entra = await addConnection(server, 'entra')
    const tokens = `/connections/${entra.id}/provisioning/tokens`
    for (let i = 0; i < 10; i++) await owner.make(tokens, { name: `token ${i}` })
    assert.equal((await owner.call('POST', tokens, { name: 'one more' })).status, 409)
    assert.equal((await (await signedInAs(server, 'auditor')).call('POST', tokens, {})).status, 403)
  })

  test('are an owner’s to make where they could shut an owner out', async () => {
    const admin = await signedInAs(server, 'admin')
    await admin.make(path('/tokens'), { name: 'while nobody of them is an owner' })
    const scim = await provisionerOf(server, okta)
    const { body } = await scim.call('POST', '/Users', { userName: 'boss@acme.test' })
    await server.db.updateTable('user').set({ role: 'owner' }).where('id', '=', body.id).execute()
    const refused = await admin.call('POST', path('/tokens'), { name: 'another' })
    assert.equal(refused.status, 403)
    assert.match(refused.body.detail, /owner/)
    await owner.make(path('/tokens'), { name: 'another' })
  })
})
