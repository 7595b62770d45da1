import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { after, describe, test } from 'node:test'
import { EVENT_TYPES } from '../src/core/audit/event-types.ts'
import { signedInAs } from './support/admin-client.ts'
import { createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { addPerson, PASSWORD, startServer } from './support/running-server.ts'

test('every type of event is brought about by a test', () => {
  const tests = globSync('test/**/*.test.ts').map((file) => readFileSync(file, 'utf8'))
  const missing = Object.keys(EVENT_TYPES).filter(
    (type) => !tests.some((text) => text.includes(`'${type}'`)),
  )
  assert.deepEqual(missing, [])
})

for (const engine of engines) {
  describe(`what an administrator does is in the audit log on ${engine.name}`, async () => {
    const server = await startServer(await engine.fresh())
    after(() => server.close())
    const owner = await signedInAs(server, 'owner')

    /** The types that were written meanwhile, oldest first. */
    async function told(work: () => Promise<unknown>): Promise<string[]> {
      const before = new Set((await owner.get('/events?limit=200')).body.items.map(idOf))
      await work()
      const { body } = await owner.get('/events?limit=200')
      const events: { id: string; type: string }[] = body.items
      return events
        .filter((event) => !before.has(event.id))
        .map(({ type }) => type)
        .toSorted()
    }
    const idOf = ({ id }: { id: string }) => id
    const post = (path: string, body: unknown = {}) => owner.call('POST', path, body)
    const change = async (path: string, body: unknown, method = 'PATCH') => {
      const { etag } = await owner.get(path)
      const answer = await owner.call(method, path, body, { version: etag })
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
      return answer
    }

    test('people, their roles, their passwords and their sessions', async () => {
      const types = await told(async () => {
        const login = 'linus@acme.test'
        const { id } = (await owner.make('/users', { login, role: 'helpdesk' })).body
        await change(`/users/${id}`, { role: 'member', profile: { name: 'Linus' } })
        for (const act of ['suspend', 'activate', 'reset-password'])
          await post(`/users/${id}/${act}`)
        await owner.call('DELETE', `/users/${id}/sessions`)
        await post(`/users/${id}/password-link`)
        await owner.call('DELETE', `/users/${id}/password-link`)
        await post(`/users/${id}/deactivate`)
      })
      assert.deepEqual(types, [
        'user.account.privilege.grant',
        'user.account.privilege.revoke',
        'user.account.update_password',
        'user.account.update_profile',
        'user.lifecycle.activate',
        'user.lifecycle.create',
        'user.lifecycle.deactivate',
        'user.lifecycle.suspend',
        'user.password_link.create',
        'user.password_link.revoke',
        'user.session.clear',
      ])
      const { body } = await owner.get('/events?type=user.account.privilege.revoke')
      assert.deepEqual(body.items[0].detail, { 'before.role': 'helpdesk', 'after.role': 'member' })
    })

    test('groups and who is in them', async () => {
      const types = await told(async () => {
        const { id } = (await owner.make('/groups', { name: 'engineering' })).body
        await change(`/groups/${id}`, { description: 'builds' })
        await owner.call('PUT', `/groups/${id}/members/${owner.user.id}`)
        await owner.call('DELETE', `/groups/${id}/members/${owner.user.id}`)
        await owner.call('DELETE', `/groups/${id}`)
      })
      assert.deepEqual(types, [
        'group.lifecycle.create',
        'group.lifecycle.delete',
        'group.lifecycle.update',
        'group.user_membership.add',
        'group.user_membership.remove',
      ])
    })

    test('applications, their secrets and who may use them', async () => {
      const types = await told(async () => {
        const wanted = {
          label: 'Expenses',
          type: 'web',
          settings: { redirectUris: ['https://e.example/cb'] },
        }
        const { id } = (await owner.make('/applications', wanted)).body
        const at = `/applications/${id}`
        await change(at, { label: 'Expense reports' })
        await change(`${at}/assignments`, { everyone: true, groups: [], users: [] }, 'PUT')
        const secret = `${at}/secrets/${(await owner.make(`${at}/secrets`, {})).body.id}`
        for (const act of ['deactivate', 'activate', 'deactivate']) await post(`${secret}/${act}`)
        await owner.call('DELETE', secret)
        for (const act of ['deactivate', 'activate', 'deactivate']) await post(`${at}/${act}`)
        await owner.call('DELETE', at)
      })
      assert.deepEqual(
        [...new Set(types)],
        [
          'application.client_secret.activate',
          'application.client_secret.create',
          'application.client_secret.deactivate',
          'application.client_secret.delete',
          'application.lifecycle.activate',
          'application.lifecycle.create',
          'application.lifecycle.deactivate',
          'application.lifecycle.delete',
          'application.lifecycle.update',
          'application.user_membership.update',
        ],
      )
    })

    test('a change is told with both values, whatever its name, however long the list', async () => {
      const many = (count: number, name: string) =>
        Array.from({ length: count }, (_, n) => `https://expenses-${n}.example/${name}`)
      const settings = { redirectUris: many(40, 'callback') }
      const { id } = (await owner.make('/applications', { label: 'A', type: 'web', settings })).body
      const detailOf = async (changed: object) => {
        await change(`/applications/${id}`, { settings: changed })
        const { body } = await owner.get(`/events?type=application.lifecycle.update&target=${id}`)
        const { label: _, ...detail } = body.items[0].detail
        return detail
      }

      const redirectUris = [...settings.redirectUris, 'https://evil.example/callback']
      assert.deepEqual(await detailOf({ redirectUris }), {
        'before.settings.redirectUris': '[]',
        'after.settings.redirectUris': '["https://evil.example/callback"]',
      })
      const moved = await detailOf({ redirectUris: redirectUris.toReversed() })
      assert.match(moved['before.settings.redirectUris'], /^\["https:\/\/expenses-0\./)
      assert.match(moved['after.settings.redirectUris'], /^\["https:\/\/evil\./)
      const replaced = await detailOf({ redirectUris: many(30, 'other') })
      assert.match(replaced['after.settings.redirectUris'], /expenses-0\.example\/other.*…$/)

      assert.deepEqual(await detailOf({ tokenEndpointAuthMethod: 'client_secret_post' }), {
        'before.settings.tokenEndpointAuthMethod': 'client_secret_basic',
        'after.settings.tokenEndpointAuthMethod': 'client_secret_post',
      })
      const refreshToken = { rotation: 'ROTATE', leewaySeconds: 30 }
      assert.deepEqual(await detailOf({ refreshToken }), {
        'before.settings.refreshToken.rotation': 'STATIC',
        'after.settings.refreshToken.rotation': 'ROTATE',
      })
    })

    test('connections', async () => {
      const types = await told(async () => {
        const { id } = (
          await owner.make('/connections', {
            slug: 'okta',
            name: 'Okta',
            template: 'okta',
            wellKnownUrl: 'https://acme.okta.com/.well-known/openid-configuration',
            clientId: 'latchkey',
            clientSecret: 'a secret of theirs',
            check: 'skip',
          })
        ).body
        await change(`/connections/${id}`, { settings: { secretExpiresOn: '2099-03-31' } })
        const { body } = await owner.get(`/events?type=connection.lifecycle.update&target=${id}`)
        assert.equal(body.items[0].detail['after.settings.secretExpiresOn'], '2099-03-31')
        await post(`/connections/${id}/disable`)
        await owner.call('DELETE', `/connections/${id}`)
      })
      assert.deepEqual(types, [
        'connection.lifecycle.create',
        'connection.lifecycle.delete',
        'connection.lifecycle.update',
        'connection.lifecycle.update',
      ])
    })

    test('servers and their keys, tokens, and the organization itself', async () => {
      const types = await told(async () => {
        const { id } = (await owner.make('/authorization-servers', { slug: 'tools' })).body
        await change(`/authorization-servers/${id}`, { settings: { name: 'Tools' } })
        await post(`/authorization-servers/${id}/keys/rotate`)
        const token = { name: 'ci', scopes: ['events.read'] }
        await owner.call(
          'DELETE',
          `/api-tokens/${(await owner.make('/api-tokens', token)).body.id}`,
        )
        await change('/organization', { name: 'Acme Tools' })
      })
      assert.deepEqual(types, [
        'api_token.create',
        'api_token.revoke',
        'app.oauth2.key.rotate',
        'authorization_server.lifecycle.create',
        'authorization_server.lifecycle.update',
        'organization.lifecycle.update',
      ])
      const { body } = await owner.get('/events?type=organization.lifecycle.update')
      assert.deepEqual(body.items[0].detail, { 'before.name': 'Acme', 'after.name': 'Acme Tools' })
    })

    test('signing in and out, and being refused, once a minute', async () => {
      await addPerson(server, 'ada@acme.test')
      const browser = createBrowser()
      const types = await told(async () => {
        for (const password of ['wrong-1', 'wrong-2', PASSWORD]) {
          const page = await browser.get(`${server.url}/login`)
          await browser.submit(page, { login: 'ada@acme.test', password })
        }
      })
      assert.deepEqual(types, ['user.session.start', 'user.session.start'])
      const { body } = await owner.get('/events?type=user.session.start&outcome=failure')
      assert.deepEqual([body.items.length, body.items[0].detail.reason], [1, 'wrong_password'])
    })
  })
}
