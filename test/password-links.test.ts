import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { DAY, HOUR } from '../src/base/clock.ts'
import { makePasswordLink } from '../src/core/password-links/make-password-link.ts'
import { listInvitations } from '../src/core/password-links/password-link-store.ts'
import type { Role, User } from '../src/core/users/user.ts'
import { findUser } from '../src/core/users/user-store.ts'
import { type AdminClient, signedInAs } from './support/admin-client.ts'
import { otherOrganization } from './support/admin-world.ts'
import { createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { movableClock } from './support/movable-clock.ts'
import { addPerson, PASSWORD, type RunningServer, startServer } from './support/running-server.ts'

const NEW_PASSWORD = 'a wholly new password'
let count = 0

for (const engine of engines) {
  describe(`links to set a password on ${engine.name}`, () => {
    const clock = movableClock()
    let server: RunningServer
    let owner: AdminClient

    before(async () => {
      server = await startServer(await engine.fresh(), { now: clock })
      owner = await signedInAs(server, 'owner')
    })
    after(() => server.close())

    const add = (given: Partial<User> = {}) => {
      count += 1
      return addPerson(server, `person-${count}@acme.test`, given)
    }
    const addStaged = () => add({ status: 'staged', passwordHash: undefined })
    const linkPath = ({ id }: User) => `/users/${id}/password-link`
    const linkFor = async (user: User, by = owner) => {
      const { body } = await by.make(linkPath(user), undefined)
      return body as { url: string; purpose: string; expiresAt: string }
    }
    const use = async (url: string, password = NEW_PASSWORD) =>
      createBrowser().post(url, { password })
    const statusOf = async (user: User) => (await findUser(server.db, user.id))?.status
    const signIn = async (login: string, password: string) => {
      const browser = createBrowser()
      const page = await browser.get(`${server.url}/login`)
      return (await browser.submit(page, { login, password })).status
    }
    const isEnded = async (url: string) => {
      const seen = [await createBrowser().get(url), await use(url), await use(url, 'short')]
      assert.deepEqual(
        seen.map(({ status }) => status),
        [404, 404, 404],
      )
      for (const page of seen) assert.match(page.text, /This link does not work/)
    }

    test('the list of people shows whose invitation waits, until it is used or expires', async () => {
      const [invited, plain] = [await addStaged(), await addStaged()]
      const listed = async ({ login }: User) =>
        (await owner.get(`/users?q=${encodeURIComponent(login)}`)).body.items[0].openInvitation
      const { url } = await linkFor(invited)
      assert.deepEqual([await listed(invited), await listed(plain)], [true, false])
      const later = await listInvitations(server.db, [invited.id], clock() + 8 * DAY)
      assert.equal(later.size, 0)
      await use(url)
      assert.equal(await listed(invited), false)
    })

    test('an invited person sets a password, is let in, and the link is used up', async () => {
      const staged = await addStaged()
      assert.equal(await signIn(staged.login, NEW_PASSWORD), 401)
      const link = await linkFor(staged)
      assert.equal(link.purpose, 'invitation')
      assert.ok(link.url.startsWith(`${server.url}/invite/`))
      assert.ok(Math.abs(Date.parse(link.expiresAt) - clock() - 7 * DAY) < 30_000)

      const browser = createBrowser()
      const page = await browser.get(link.url)
      assert.equal(page.status, 200)
      assert.equal(page.headers['referrer-policy'], 'no-referrer')
      assert.equal(page.headers['cache-control'], 'no-store')
      assert.doesNotMatch(page.html, /<script/)
      const done = await browser.submit(page, { password: NEW_PASSWORD })
      assert.equal(done.status, 200)
      assert.match(done.text, /Your password is set/)
      const cookies = [done.headers['set-cookie']].flat().map((cookie) => cookie?.split('=')[0])
      assert.deepEqual(cookies, [`latchkey_known_${server.organization.id}`], 'and no session')
      assert.equal(await signIn(staged.login, NEW_PASSWORD), 200)
      await isEnded(link.url)
      const { body } = await owner.get(`/events?target=${staged.id}`)
      assert.deepEqual(body.items.map(({ type }: { type: string }) => type).toSorted(), [
        'user.account.update_password',
        'user.lifecycle.activate',
        'user.password_link.create',
        'user.password_link.use',
      ])
      assert.equal(JSON.stringify(body).includes(link.url.split('/').at(-1) ?? ''), false)
      // Whoever guesses meanwhile keeps out strangers, and not the browser that used the link.
      for (let n = 0; n < 10; n += 1) await signIn(staged.login, 'guess')
      assert.equal(await signIn(staged.login, NEW_PASSWORD), 429)
      const own = { login: staged.login, password: NEW_PASSWORD }
      assert.equal((await browser.post(`${server.url}/login`, own)).status, 200)
    })

    test('a reset sets another password and ends the sessions there were', async () => {
      const member = await signedInAs(server, 'member')
      const link = await linkFor(member.user)
      assert.ok(link.url.startsWith(`${server.url}/reset/`))
      assert.ok(Math.abs(Date.parse(link.expiresAt) - clock() - HOUR) < 30_000)
      assert.equal((await member.get('/session')).status, 200)
      assert.equal((await use(link.url)).status, 200)
      assert.equal((await member.get('/session')).status, 401)
      assert.equal(await signIn(member.user.login, PASSWORD), 401)
      assert.equal(await signIn(member.user.login, NEW_PASSWORD), 200)
    })

    test('looking at a link, however often, and a password that is refused use nothing up', async () => {
      const staged = await addStaged()
      const { url } = await linkFor(staged)
      for (const method of ['GET', 'HEAD', 'GET']) {
        assert.equal((await fetch(url, { method })).status, 200)
      }
      const short = await use(url, 'short')
      assert.equal(short.status, 400)
      assert.match(short.text, /8 to 256/)
      assert.equal(short.headers['referrer-policy'], 'no-referrer')
      assert.equal((await use(url)).status, 200)
    })

    test('whatever is wrong with a link, the answer is the same page', async () => {
      const unknown = `${server.url}/invite/${'A'.repeat(43)}`
      const expected = (await createBrowser().get(unknown)).html
      const used = (await linkFor(await addStaged())).url
      await use(used)
      const reset = (await linkFor(await add())).url
      const wrongDoor = reset.replace('/reset/', '/invite/')
      const odd = [`${server.url}/reset/x`, `${server.url}/reset/${'%00'.repeat(9)}`]
      for (const url of [unknown, used, wrongDoor, ...odd]) {
        await isEnded(url)
        assert.equal((await createBrowser().get(url)).html, expected)
      }
      assert.equal((await use(reset)).status, 200)
    })

    test('a newer link, and an administrator who ends it, end the one before', async () => {
      const staged = await addStaged()
      assert.equal((await owner.get(linkPath(staged))).body.link, null)
      const first = await linkFor(staged)
      const second = await linkFor(staged)
      await isEnded(first.url)
      const { body } = await owner.get(linkPath(staged))
      assert.equal(body.link.purpose, 'invitation')
      assert.equal(JSON.stringify(body).includes('/invite/'), false)
      assert.equal((await owner.call('DELETE', linkPath(staged))).status, 204)
      await isEnded(second.url)
      assert.equal((await owner.get(linkPath(staged))).body.link, null)
    })

    const CHANGES: readonly (readonly [string, (path: string) => Promise<void>])[] = [
      [
        'suspended and let in again',
        async (path) => {
          await owner.call('POST', `${path}/suspend`)
          await owner.call('POST', `${path}/activate`)
        },
      ],
      ['deactivated', async (path) => void (await owner.call('POST', `${path}/deactivate`))],
      ['given another address', async (path) => change(path, { email: 'other@acme.test' })],
      ['made an admin', async (path) => change(path, { role: 'admin' })],
      [
        'given another password',
        async (path) => void (await owner.call('POST', `${path}/reset-password`, {})),
      ],
    ]
    const change = async (path: string, body: object) => {
      const { etag } = await owner.get(path)
      assert.equal((await owner.call('PATCH', path, body, { version: etag })).status, 200)
    }
    for (const [what, happen] of CHANGES) {
      test(`the link of a person who is ${what} has ended`, async () => {
        const user = await add()
        const { url } = await linkFor(user)
        await happen(`/users/${user.id}`)
        await isEnded(url)
      })
    }

    test('of ten who use one link at once exactly one sets the password', async () => {
      const staged = await addStaged()
      const { url } = await linkFor(staged)
      const passwords = Array.from({ length: 10 }, (_, n) => `password number ${n}`)
      const answers = await Promise.all(passwords.map((password) => use(url, password)))
      assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, ...Array(9).fill(404)])
      const winner = answers.findIndex(({ status }) => status === 200)
      for (const [n, password] of passwords.entries()) {
        if (n < winner - 1 || n > winner + 1) continue
        assert.equal(await signIn(staged.login, password), n === winner ? 200 : 401)
      }
    })

    test('a link opens nothing at another organization', async () => {
      const other = await otherOrganization(server)
      const theirs = await addPerson(other, 'ada@globex.test', { status: 'staged' })
      assert.equal((await owner.call('POST', linkPath(theirs))).status, 404)
      const wanted = {
        organization: other.organization,
        user: theirs,
        actor: { kind: 'system' } as const,
      }
      const { url } = await makePasswordLink({ db: server.db, now: clock }, wanted)
      await isEnded(url.replace(other.url, server.url))
      assert.equal(await statusOf(theirs), 'staged')
    })

    test('nobody makes or ends a link of those above them, and whoever is shut out gets none', async () => {
      const helpdesk = await signedInAs(server, 'helpdesk')
      const admin = await signedInAs(server, 'admin')
      const auditor = await signedInAs(server, 'auditor')
      const of = async (role: Role) => linkPath(await add({ role }))
      for (const [who, role, status] of [
        [helpdesk, 'member', 201],
        [helpdesk, 'admin', 403],
        [helpdesk, 'owner', 403],
        [helpdesk, 'helpdesk', 403],
        [admin, 'helpdesk', 201],
        [admin, 'owner', 403],
        [auditor, 'member', 403],
      ] as const) {
        const path = await of(role)
        assert.equal((await who.call('POST', path)).status, status, `${who.user.role} ${role}`)
        const ended = (await who.call('DELETE', path)).status
        assert.equal(ended, status === 201 ? 204 : 403)
      }
      for (const status of ['suspended', 'deactivated'] as const) {
        assert.equal((await owner.call('POST', linkPath(await add({ status })))).status, 409)
      }
    })

    test('another site cannot set a password for its reader', async () => {
      const { url } = await linkFor(await addStaged())
      const from = 'https://evil.example/'
      const refused = await createBrowser().post(url, { password: NEW_PASSWORD }, { from })
      assert.equal(refused.status, 403)
      assert.equal((await use(url)).status, 200)
    })

    test('a link ends with time', async () => {
      const staged = await addStaged()
      const { url } = await linkFor(staged)
      const reset = (await linkFor(await add())).url
      clock.advance(HOUR)
      await isEnded(reset)
      assert.equal((await createBrowser().get(url)).status, 200)
      clock.advance(7 * DAY)
      await isEnded(url)
      assert.equal(await statusOf(staged), 'staged')
    })
  })
}
