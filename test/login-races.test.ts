import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { UserId } from '../src/base/ids.ts'
import { makeRecoveryLink } from '../src/core/recovery-links/make-recovery-link.ts'
import type { User } from '../src/core/users/user.ts'
import { lockUser } from '../src/core/users/user-store.ts'
import type { Db } from '../src/storage/database.ts'
import { type AdminClient, signedInAs } from './support/admin-client.ts'
import { atOnce } from './support/at-once.ts'
import { createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { connect } from './support/login-server.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'
import { addPerson, PASSWORD, type RunningServer, startServer } from './support/running-server.ts'
import { giveAuthenticator } from './support/second-factors.ts'
import { askedOn, softPasskey } from './support/soft-passkey.ts'

let provider: MisbehavingProvider
before(async () => {
  provider = await startMisbehavingProvider()
})
after(() => provider.close())

for (const engine of engines) {
  describe(`at the same time as a sign-in on ${engine.name}`, () => {
    let server: RunningServer
    let owner: AdminClient
    let people = 0
    before(async () => {
      server = await startServer(await engine.fresh())
      owner = await signedInAs(server, 'owner')
    })
    after(() => server.close())

    const person = () => {
      people += 1
      return addPerson(server, `person${people}@acme.test`)
    }
    const rowsOf = (table: 'session' | 'passkey' | 'totp_factor', { id }: Pick<User, 'id'>) =>
      server.db.selectFrom(table).selectAll().where('user_id', '=', id).execute()
    const holdUser =
      ({ id }: Pick<User, 'id'>) =>
      (tx: Db) =>
        lockUser(tx, id)

    async function typePassword({ login }: User, browser = createBrowser()) {
      const fields = { login, password: PASSWORD, return_to: '/' }
      return { browser, page: await browser.post(`${server.url}/login`, fields) }
    }

    test('a new password ends what the old one is just opening', async () => {
      const user = await person()
      const browsers = Array.from({ length: 9 }, () => createBrowser())
      const screens = await Promise.all(browsers.map((one) => one.get(`${server.url}/login`)))
      const fields = { login: user.login, password: PASSWORD }
      const password = 'quite-another-password'
      const reset = owner.call('POST', `/users/${user.id}/reset-password`, { password })
      const pages = browsers.map((one, at) => one.submit(screens[at] ?? assert.fail(), fields))
      assert.equal((await reset).status, 200)
      for (const { status } of await Promise.all(pages)) assert.ok([200, 401].includes(status))
      assert.deepEqual(await rowsOf('session', user), [])
    })

    test('a reset of the factors and a code end in either order, and not in an error', async () => {
      const user = await person()
      const app = await giveAuthenticator(server, user)
      const { browser, page } = await typePassword(user)
      await atOnce(server.db, holdUser(user), [
        async () => {
          const { status } = await owner.call('POST', `/users/${user.id}/reset-factors`)
          assert.equal(status, 204)
        },
        async () => {
          const { status } = await browser.submit(page, { code: app.code() })
          assert.ok([200, 400, 401].includes(status), String(status))
        },
      ])
    })

    test('the help desk resets no factors of whom an owner is just raising', async () => {
      const helpdesk = await signedInAs(server, 'helpdesk')
      const user = await person()
      await giveAuthenticator(server, user)
      const { etag } = await owner.get(`/users/${user.id}`)
      await atOnce(server.db, holdUser(user), [
        async () => {
          const role = { role: 'owner' }
          const { status } = await owner.call('PATCH', `/users/${user.id}`, role, { version: etag })
          assert.equal(status, 200)
        },
        async () => {
          const { status } = await helpdesk.call('POST', `/users/${user.id}/reset-factors`)
          assert.ok([204, 403, 412].includes(status), String(status))
        },
      ])
      const events = server.db.selectFrom('event').select('type').where('target_id', '=', user.id)
      const types = (await events.orderBy('id').execute()).map(({ type }) => type)
      // On SQLite either may come first.
      const reset = types.indexOf('user.mfa.factor.reset_all')
      assert.ok(reset < types.indexOf('user.account.privilege.grant'), types.join())
    })

    test('a factor that is added while all are reset is counted, or gone', async () => {
      const user = await person()
      const { browser } = await typePassword(user)
      const passkey = softPasskey(server.url)
      const adding = await browser.get(`${server.url}/account/factors/passkey`)
      const form = adding.forms.find(({ names }) => names.includes('credential'))
      assert.ok(form)
      await atOnce(server.db, holdUser(user), [
        () => browser.submit(form, { credential: passkey.create(askedOn(adding)) }),
        () => owner.call('POST', `/users/${user.id}/reset-factors`),
      ])
      const { second_factors } = await server.db
        .selectFrom('user')
        .select('second_factors')
        .where('id', '=', user.id)
        .executeTakeFirstOrThrow()
      assert.equal((await rowsOf('passkey', user)).length, second_factors)
    })

    test('signing somebody out everywhere ends the session that a code is just raising', async () => {
      const user = await person()
      const { browser } = await typePassword(user)
      const app = await giveAuthenticator(server, user)
      const asked = await browser.get(`${server.url}/login/factor?want=two_factors`)
      const holdFactor = (tx: Db) =>
        tx.updateTable('totp_factor').set({ name: 'x' }).where('user_id', '=', user.id).execute()
      await atOnce(server.db, holdFactor, [
        async () => {
          const { status } = await browser.submit(asked, { code: app.code() })
          assert.ok([200, 400].includes(status), String(status))
        },
        async () => {
          const { status } = await owner.call('DELETE', `/users/${user.id}/sessions`)
          assert.equal(status, 204)
        },
      ])
      assert.deepEqual(await rowsOf('session', user), [])
    })

    test('a deactivation ends the session that a provider is just opening', async () => {
      const { id: connection_id } = await connect(server, provider, { slug: `c${people}` })
      const id = `p${people}`
      provider.signInAs({ sub: id, email: `${id}@acme.test` })
      const signIn = () => createBrowser().get(`${server.url}/login/c${people}`)
      await signIn()
      const { user_id } = await server.db
        .selectFrom('identity')
        .select('user_id')
        .where('connection_id', '=', connection_id)
        .executeTakeFirstOrThrow()
      const holdIdentity = (tx: Db) =>
        tx.updateTable('identity').set({ last_used_at: 1 }).where('user_id', '=', user_id).execute()
      await atOnce(server.db, holdIdentity, [
        signIn,
        async () => {
          const { status } = await owner.call('POST', `/users/${user_id}/deactivate`)
          assert.equal(status, 200)
        },
      ])
      assert.deepEqual(await rowsOf('session', { id: user_id as UserId }), [])
    })

    test('a connection is deleted while somebody to whom it gave a role comes through it', async () => {
      const { id } = await connect(server, provider, { slug: `d${people}` })
      provider.signInAs({ sub: 'dora', email: 'dora@acme.test' })
      const signIn = () => createBrowser().get(`${server.url}/login/d${people}`)
      await signIn()
      const given = server.db.updateTable('identity').set({ given_role: 'auditor' })
      const { user_id } = await given
        .where('connection_id', '=', id)
        .returning('user_id')
        .executeTakeFirstOrThrow()
      const user = { id: user_id as UserId }
      const roles = { role: 'auditor', manual_role: 'member' }
      await server.db.updateTable('user').set(roles).where('id', '=', user_id).execute()
      await atOnce(server.db, holdUser(user), [
        async () => {
          const { status } = await signIn()
          assert.notEqual(status, 500)
        },
        async () => {
          const { status } = await owner.call('DELETE', `/connections/${id}`)
          assert.equal(status, 204)
        },
      ])
      const { role } = await server.db
        .selectFrom('user')
        .select('role')
        .where('id', '=', user_id)
        .executeTakeFirstOrThrow()
      assert.equal(role, 'member')
    })

    test('a connection that moves while its provider answers ties nobody of that provider', async () => {
      const next = await startMisbehavingProvider()
      for (const linking of ['refuse', 'prove'] as const) {
        const slug = `moved-${linking}`
        const { id } = await connect(server, provider, { slug, settings: { linking } })
        const met = linking === 'prove' ? await person() : undefined
        const email = met?.email ?? 'newcomer@acme.test'
        provider.signInAs({ sub: 'somebody-there', email })
        provider.behave({
          does: 'its connection moves to another provider while it answers',
          beforeToken: async () => {
            const { etag } = await owner.get(`/connections/${id}`)
            const { wellKnownUrl, clientId, clientSecret } = next
            const values = { wellKnownUrl, clientId, clientSecret }
            const moved = await owner.call('PATCH', `/connections/${id}`, values, { version: etag })
            assert.equal(moved.status, 200, JSON.stringify(moved.body))
          },
        })
        const page = await createBrowser().get(`${server.url}/login/${slug}`)
        provider.behave()
        assert.match(page.text, /changed meanwhile/)
        for (const table of ['identity', 'link_request'] as const) {
          const kept = server.db.selectFrom(table).selectAll().where('connection_id', '=', id)
          assert.deepEqual(await kept.execute(), [], table)
        }
        const newcomers = server.db.selectFrom('user').select('id')
        const made = await newcomers.where('login', '=', 'newcomer@acme.test').execute()
        assert.deepEqual(made, [])
      }
      await next.close()
    })

    test('a new password ends the session that a recovery link is just opening', async () => {
      const { user } = await signedInAs(server, 'owner')
      const { organization, db } = server
      const wanted = { organization, user, actor: { kind: 'system' } } as const
      const { url } = await makeRecoveryLink({ db, now: Date.now }, wanted)
      const browser = createBrowser()
      const page = await browser.get(url)
      const holdLink = (tx: Db) =>
        tx
          .updateTable('recovery_link')
          .set({ created_at: 1 })
          .where('user_id', '=', user.id)
          .execute()
      await atOnce(db, holdLink, [
        () => browser.submit(page, {}, { until: ({ pathname }) => pathname !== '/recover' }),
        async () => {
          const { status } = await owner.call('POST', `/users/${user.id}/reset-password`, {
            password: 'quite-another-password',
          })
          assert.equal(status, 200)
        },
      ])
      assert.deepEqual(await rowsOf('session', user), [])
    })
  })
}
