import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { MINUTE, SECOND } from '../src/base/clock.ts'
import { lockOrganization } from '../src/core/organizations/organization-store.ts'
import { bringPasswordsBack } from '../src/core/organizations/passwords-off-trial.ts'
import { makeRecoveryLink } from '../src/core/recovery-links/make-recovery-link.ts'
import type { Role, User } from '../src/core/users/user.ts'
import { findUser } from '../src/core/users/user-store.ts'
import type { Db } from '../src/storage/database.ts'
import { type AdminClient, pathsOf, signedInAs } from './support/admin-client.ts'
import { atOnce } from './support/at-once.ts'
import { type Browser, createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { movableClock } from './support/movable-clock.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'
import { type RunningServer, startServer } from './support/running-server.ts'
import { giveAuthenticator } from './support/second-factors.ts'
import { testedBy } from './support/tested-lately.ts'

const isConsole = (url: URL) => url.pathname.startsWith('/console')

let provider: MisbehavingProvider
before(async () => {
  provider = await startMisbehavingProvider()
})
after(() => provider.close())

for (const engine of engines) {
  describe(`nobody is locked out on ${engine.name}`, () => {
    let server: RunningServer
    let owner: AdminClient
    let okta: string
    const clock = movableClock()
    before(async () => {
      server = await startServer(await engine.fresh(), { now: clock })
      owner = await signedInAs(server, 'owner')
      okta = (await owner.make('/connections', wanted('okta'))).body.id
    })
    after(() => server.close())

    const wanted = (slug: string) => ({
      slug,
      name: 'Okta',
      wellKnownUrl: provider.wellKnownUrl,
      clientId: provider.clientId,
      clientSecret: provider.clientSecret,
    })

    async function change(path: string, body: object) {
      const { etag } = await owner.get(path)
      return owner.call('PATCH', path, body, { version: etag })
    }
    const passwords = (passwordSignIn: boolean) =>
      change('/organization', { settings: { passwordSignIn } })

    const holdOrganization = (tx: Db) => lockOrganization(tx, server.organization.id)

    const eventsOf = async () => {
      const { items } = (await owner.get('/events?type=organization')).body
      return items.map(({ type }: { type: string }) => type)
    }

    const backAt = async () => (await owner.get('/organization')).body.passwordsBackAt

    test('passwords are not turned off before a test, nor long after one, nor by the test of somebody else', async () => {
      const untested = await passwords(false)
      assert.equal(untested.status, 409)
      assert.equal(untested.body.code, 'test_required')
      assert.deepEqual(pathsOf(untested), ['settings.passwordSignIn'])
      assert.match(untested.body.detail, /Test a connection first/)
      const another = await signedInAs(server, 'admin')
      await testedBy(server, another.user, clock())
      await testedBy(server, owner.user, clock() - 11 * MINUTE)
      assert.equal((await passwords(false)).status, 409)
    })

    test('a test counts for the values that were tested, and for no others', async () => {
      await testedBy(server, owner.user, clock())
      await change(`/connections/${okta}`, { settings: { scopes: ['openid', 'email'] } })
      assert.equal((await passwords(false)).status, 409)
      await testedBy(server, owner.user, clock())
      assert.equal((await passwords(false)).status, 200)
    })

    test('a sign-in of an administrator through a connection keeps them off, one of a member does not', async () => {
      clock.advance(3 * SECOND)
      provider.signInAs({ sub: 'member', email: 'member@acme.test' })
      await createBrowser().get(`${server.url}/login/okta`)
      assert.notEqual(await backAt(), null)
      const db = server.db.updateTable('user').set({ role: 'admin' })
      await db.where('email', '=', 'member@acme.test').execute()
      await createBrowser().get(`${server.url}/login/okta`)
      assert.equal(await backAt(), null)
      assert.ok((await eventsOf()).includes('organization.passwords_off.confirm'))
    })

    test('of two administrators who come in at once neither is refused, whoever else saves', async () => {
      await passwords(true)
      await testedBy(server, owner.user, clock())
      assert.equal((await passwords(false)).status, 200)
      clock.advance(3 * SECOND)
      const another = { sub: 'another', email: 'another@acme.test' }
      provider.signInAs(another)
      await createBrowser().get(`${server.url}/login/okta`)
      const made = server.db.updateTable('user').set({ role: 'admin' })
      await made.where('email', '=', another.email).execute()
      const comesIn = (person: typeof another) => async () => {
        provider.signInAs(person)
        const { status, text } = await createBrowser().get(`${server.url}/login/okta`)
        assert.equal(status, 200, text)
      }
      await atOnce(server.db, holdOrganization, [
        () => change('/organization', { name: 'Acme Three' }),
        comesIn({ sub: 'member', email: 'member@acme.test' }),
        comesIn(another),
      ])
      assert.equal(await backAt(), null)
    })

    test('passwords come back after half an hour in which no administrator came in without them', async () => {
      assert.equal((await passwords(true)).body.passwordsBackAt, null)
      await testedBy(server, owner.user, clock())
      assert.equal((await passwords(false)).status, 200)
      const { passwordsBackAt } = (await owner.get('/organization')).body
      assert.equal(new Date(passwordsBackAt).getTime() > clock() + 25 * MINUTE, true)
      const due = { db: server.db, now: clock, log: { warn() {} } }
      clock.advance(20 * MINUTE)
      await bringPasswordsBack(due)
      assert.equal((await owner.get('/organization')).body.settings.passwordSignIn, false)
      await change('/organization', { name: 'Acme Two' })
      clock.advance(11 * MINUTE)
      await Promise.all([bringPasswordsBack(due), bringPasswordsBack(due)])
      const { body } = await owner.get('/organization')
      assert.deepEqual([body.settings.passwordSignIn, body.passwordsBackAt], [true, null])
      assert.equal(body.name, 'Acme Two', 'what else was changed stays')
      assert.ok((await eventsOf()).includes('organization.passwords_off.roll_back'))
      await testedBy(server, owner.user, clock())
      assert.equal((await passwords(false)).status, 200)
    })

    test('the only connection left is changed, or left alone, after a test only', async () => {
      const path = `/connections/${okta}`
      assert.equal(
        (await change(path, { name: 'Our Okta' })).status,
        200,
        'a name locks nobody out',
      )
      const refused = await change(path, { clientSecret: 'another' })
      assert.deepEqual([refused.status, refused.body.code], [409, 'test_required'])
      assert.match(refused.body.detail, /Our Okta would be the only way to sign in/)

      const second = (await owner.make('/connections', wanted('second'))).body.id
      assert.equal((await change(path, { settings: { scopes: ['openid'] } })).status, 200)
      assert.equal((await owner.call('POST', `/connections/${second}/disable`)).status, 409)
      assert.equal((await owner.call('DELETE', `/connections/${second}`)).status, 409)
      await testedBy(server, owner.user, clock())
      const { db } = server
      await db.updateTable('organization').set({ passwords_back_at: null }).execute()
      assert.equal((await owner.call('POST', `/connections/${second}/disable`)).status, 200)
      const due = Date.parse((await backAt()) ?? '')
      assert.ok(due > clock() + 25 * MINUTE, 'what was changed is on trial')
      assert.equal((await owner.call('DELETE', `/connections/${second}`)).status, 204)
      assert.equal((await owner.call('POST', `${path}/disable`)).status, 409)
    })

    test('a trial begins whatever is saved at the same time', async () => {
      const second = (await owner.make('/connections', wanted('second'))).body.id
      await testedBy(server, owner.user, clock())
      await server.db.updateTable('organization').set({ passwords_back_at: null }).execute()
      await atOnce(server.db, holdOrganization, [
        () => owner.call('POST', `/connections/${second}/disable`),
        () => change('/organization', { name: 'Acme Four' }),
      ])
      assert.equal((await owner.get(`/connections/${second}`)).body.enabled, false)
      assert.notEqual(await backAt(), null)
      assert.equal((await owner.call('DELETE', `/connections/${second}`)).status, 204)
    })

    test('where one connection is the only way in the screen is skipped, and stays after a sign-out or a failure', async () => {
      const isAway = (url: URL) => url.href.startsWith(provider.issuer)
      const there = `${server.url}/login?return_to=/account`
      assert.match((await createBrowser().get(there)).text, /Sign in with/)
      const policy = { settings: { signInPolicy: { automaticRedirect: true } } }
      assert.equal((await change('/organization', policy)).status, 200)
      clock.advance(3 * SECOND)
      const away = await createBrowser().get(there, { until: isAway })
      assert.equal(away.next && new URL(away.next).origin, new URL(provider.issuer).origin)
      assert.match((await createBrowser().get(`${there}&stay=1`)).text, /Sign in with/)
      const out = await createBrowser().get(`${server.url}/logged-out`)
      assert.match(out.html, /href="\/login\?stay=1"/)
      const failed = await createBrowser().get(`${server.url}/sso/openid?code=x&state=y`)
      assert.match(failed.html, /href="\/login\?stay=1"/)
      await change('/organization', { settings: { signInPolicy: { automaticRedirect: false } } })
      clock.advance(3 * SECOND)
    })

    describe('a recovery link', () => {
      const made = (user: User = owner.user) =>
        makeRecoveryLink(
          { db: server.db, now: clock },
          { organization: server.organization, user, actor: { kind: 'system' } },
        )
      const isIn = async (browser: Browser) =>
        (await browser.get(`${server.url}/account`)).url === `${server.url}/account`
      const typesOf = async (id: string) => {
        const { items } = (await owner.get(`/events?target=${id}`)).body
        return items.map(({ type }: { type: string }) => type)
      }

      test('signs an owner in once, by a press of the button and not by a look, and leads to the settings', async () => {
        const { url, link } = await made()
        const { rows } = await kept()
        assert.ok(!JSON.stringify(rows).includes(new URL(url).searchParams.get('link') ?? url))
        await createBrowser().get(url)
        const browser = createBrowser()
        const page = await browser.get(url)
        assert.match(page.text, /signs you in as owner-.*once/)
        assert.equal(await isIn(browser), false)
        const onward = await browser.submit(page, {}, { until: isConsole })
        assert.equal(onward.next, `${server.url}/console/settings`)
        assert.equal(await isIn(browser), true)
        const again = await createBrowser().submit(page)
        assert.equal(again.status, 404)
        assert.match(again.text, /This link does not work/)
        const types = await typesOf(link.userId)
        assert.ok(types.includes('user.recovery_link.create'))
        assert.ok(types.includes('user.recovery_link.use'))
      })

      test('of two presses at once, one gets in', async () => {
        const { url } = await made()
        const page = await createBrowser().get(url)
        const browsers = [createBrowser(), createBrowser()]
        await Promise.all(browsers.map((one) => one.submit(page, {}, { until: isConsole })))
        const all = await Promise.all(browsers.map(isIn))
        assert.deepEqual(all.toSorted(), [false, true])
      })

      test('ends after a quarter of an hour, by a newer one, and when its owner is changed', async () => {
        const first = await made()
        const second = await made()
        assert.equal((await createBrowser().get(first.url)).status, 404)
        assert.equal((await createBrowser().get(second.url)).status, 200)
        clock.advance(16 * MINUTE)
        assert.equal((await createBrowser().get(second.url)).status, 404)
        const third = await made()
        const role = (to: Role) =>
          server.db.updateTable('user').set({ role: to }).where('id', '=', owner.user.id).execute()
        await role('admin')
        assert.equal((await createBrowser().get(third.url)).status, 404)
        await role('owner')
      })

      test('is for owners alone, and not to be pressed from another site', async () => {
        const member = await signedInAs(server, 'admin')
        await assert.rejects(made(member.user), /for an active owner/)
        const { url } = await made()
        const fields = { link: new URL(url).searchParams.get('link') ?? '' }
        const from = { from: 'http://evil.test/' }
        const forged = await createBrowser().post(`${server.url}/recover`, fields, from)
        assert.equal(forged.status, 403)
        assert.equal((await createBrowser().get(url)).status, 200, 'and is as good as before')
      })

      test('does not replace the second factor', async () => {
        const cautious = await signedInAs(server, 'owner')
        const { code } = await giveAuthenticator(server, cautious.user)
        const user = await findUser(server.db, cautious.user.id)
        assert.ok(user)
        const { url } = await made(user)
        const browser = createBrowser()
        const asked = await browser.submit(await browser.get(url))
        assert.equal(new URL(asked.url).pathname, '/login/factor')
        assert.equal(await isIn(browser), false)
        const ahead = Math.round((clock() - Date.now()) / (30 * SECOND))
        await browser.submit(asked, { code: code(ahead) }, { until: isConsole })
        assert.equal(await isIn(browser), true)
      })

      const kept = async () => ({
        rows: await server.db.selectFrom('recovery_link').selectAll().execute(),
      })
    })
  })
}
