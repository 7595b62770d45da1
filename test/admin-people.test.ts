import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type AdminClient, pathsOf, signedInAs } from './support/admin-client.ts'
import { createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { addPerson, type RunningServer, startServer } from './support/running-server.ts'

for (const engine of engines) {
  describe(`people of the admin API on ${engine.name}`, () => {
    let server: RunningServer
    let owner: AdminClient

    before(async () => {
      server = await startServer(await engine.fresh())
      owner = await signedInAs(server, 'owner')
    })
    after(() => server.close())

    const found = async (q: string, more = '') => {
      const { body } = await owner.get(`/users?q=${encodeURIComponent(q)}${more}`)
      return body.items.map(({ login }: { login: string }) => login)
    }

    test('a person who is added can sign in with the password they were given', async () => {
      const password = 'a password of hers'
      const { body } = await owner.make('/users', {
        login: 'hedy@acme.test',
        password,
        profile: { givenName: 'Hedy', familyName: 'Lamarr' },
      })
      assert.equal(body.displayName, 'Hedy Lamarr')
      assert.equal(body.role, 'member')
      assert.equal(body.hasPassword, true)
      assert.doesNotMatch(JSON.stringify(body), /argon2/)
      const browser = createBrowser()
      const page = await browser.get(`${server.url}/login`)
      const home = await browser.submit(page, { login: 'HEDY@acme.test', password })
      assert.match(home.text, /Hedy Lamarr/)
    })

    test('a login that is taken, in any case, is refused at its field', async () => {
      await owner.make('/users', { login: 'Taken@acme.test' })
      const again = await owner.call('POST', '/users', { login: 'taken@ACME.test' })
      assert.equal(again.status, 409)
      assert.deepEqual(pathsOf(again), ['login'])
      const wrong = await owner.call('POST', '/users', { login: 'x', email: 'not an address' })
      assert.deepEqual(pathsOf(wrong), ['email'])
      const short = await owner.call('POST', '/users', { login: 'x@a.test', password: 'short' })
      assert.deepEqual(pathsOf(short), ['password'])
    })

    test('a search finds by the beginning of login, address and words of the name, each person once', async () => {
      const people: [string, string, string][] = [
        ['zora@acme.test', 'zora@acme.test', 'Somebody Else'],
        ['aa-one', 'zora.b@acme.test', 'Another One'],
        ['aa-two', 'two@acme.test', 'Zora Neale Hurston'],
        ['aa-three', 'three@acme.test', 'Élodie Öztürk'],
      ]
      for (const [login, email, name] of people) {
        await addPerson(server, login, { email, profile: { name } })
      }
      assert.deepEqual(await found('ZORA'), ['aa-two', 'aa-one', 'zora@acme.test'])
      for (const q of ['hurston', 'neale h', 'Hurston, Zora', 'zora  neale']) {
        assert.deepEqual(await found(q), ['aa-two'], q)
      }
      assert.deepEqual(await found('élodie'), ['aa-three'])
      assert.deepEqual(await found('zora%'), [])
      assert.deepEqual(await found('zora', '&status=suspended'), [])
      const pages: string[] = []
      let next: string | null = ''
      while (next !== null) {
        const after: string = next === '' ? '' : `&after=${next}`
        const { body } = await owner.get(`/users?q=zora&limit=1${after}`)
        pages.push(...body.items.map(({ login }: { login: string }) => login))
        next = body.next
      }
      assert.deepEqual(pages, ['aa-two', 'aa-one', 'zora@acme.test'])
    })

    test('a name that changes is found by its new beginning', async () => {
      const { body, etag } = await owner.make('/users', { login: 'marie@acme.test' })
      const profile = { givenName: 'Skłodowska', familyName: ' ' }
      await owner.call('PATCH', `/users/${body.id}`, { profile }, { version: etag })
      assert.deepEqual(await found('skło'), ['marie@acme.test'])
    })

    test('whoever is suspended is signed out, and the second to change them is told', async () => {
      const ada = await signedInAs(server, 'member')
      const path = `/users/${ada.user.id}`
      const before = await owner.get(path)
      assert.equal((await ada.get('/session')).status, 200)
      assert.equal((await owner.get(`${path}/sessions`)).body.items.length, 1)
      const suspended = await owner.call('POST', `${path}/suspend`)
      assert.equal(suspended.body.status, 'suspended')
      assert.equal((await ada.get('/session')).status, 401)
      const late = await owner.call('PATCH', path, { profile: {} }, { version: before.etag })
      assert.equal(late.status, 412)
      assert.equal(late.body.current.status, 'suspended')
      assert.equal((await owner.call('POST', `${path}/activate`)).body.status, 'active')
      const types = (await owner.get(`/events?target=${ada.user.id}`)).body.items.map(
        ({ type }: { type: string }) => type,
      )
      assert.deepEqual(types, ['user.lifecycle.activate', 'user.lifecycle.suspend'])
    })

    test('one browser is signed out, or all of them', async () => {
      const one = await signedInAs(server, 'member')
      const other = await signedInAs(server, 'member', one.user)
      const path = `/users/${one.user.id}/sessions`
      const { body } = await owner.get(path)
      assert.equal(body.items.length, 2)
      assert.equal((await owner.call('DELETE', `/sessions/${body.items[0].id}`)).status, 204)
      assert.equal((await owner.get(`/sessions/${body.items[0].id}`)).status, 404)
      const left = [await one.get('/session'), await other.get('/session')]
      assert.deepEqual(left.map(({ status }) => status).toSorted(), [200, 401])
      assert.equal((await owner.call('DELETE', path)).status, 204)
      assert.equal((await owner.get(path)).body.items.length, 0)
    })

    test('a password is made up and told once, and ends the sessions there were', async () => {
      const ada = await signedInAs(server, 'member')
      const reset = await owner.call('POST', `/users/${ada.user.id}/reset-password`, {})
      assert.match(reset.body.password, /^[\w-]{20}$/)
      assert.equal((await ada.get('/session')).status, 401)
      const browser = createBrowser()
      const page = await browser.get(`${server.url}/login`)
      const values = { login: ada.user.login, password: reset.body.password }
      assert.equal((await browser.submit(page, values)).status, 200)
    })

    test('nobody changes those above them, nor makes anybody what they are not', async () => {
      const admin = await signedInAs(server, 'admin')
      const helpdesk = await signedInAs(server, 'helpdesk')
      const member = await addPerson(server, 'below@acme.test')
      for (const [who, whom] of [
        [admin, owner.user.id],
        [helpdesk, owner.user.id],
        [helpdesk, admin.user.id],
      ] as const) {
        for (const act of ['suspend', 'deactivate', 'reset-password', 'reset-factors']) {
          const body = act === 'reset-password' ? {} : undefined
          assert.equal((await who.call('POST', `/users/${whom}/${act}`, body)).status, 403, act)
        }
        assert.equal((await who.call('DELETE', `/users/${whom}/sessions`)).status, 403)
      }
      const below = `/users/${member.id}`
      const { etag } = await owner.get(below)
      for (const [who, role] of [
        [admin, 'owner'],
        [helpdesk, 'admin'],
        [helpdesk, 'helpdesk'],
      ] as const) {
        assert.equal((await who.call('PATCH', below, { role }, { version: etag })).status, 403)
        const made = await who.call('POST', '/users', { login: `new-${role}@acme.test`, role })
        assert.equal(made.status, 403)
      }
      assert.equal((await helpdesk.call('POST', `${below}/suspend`)).status, 200)
    })

    test('the last active owner stays one', async () => {
      const path = `/users/${owner.user.id}`
      const { etag } = await owner.get(path)
      const demoted = await owner.call('PATCH', path, { role: 'admin' }, { version: etag })
      assert.equal(demoted.status, 409)
      assert.equal((await owner.call('POST', `${path}/deactivate`)).status, 409)
      const second = await signedInAs(server, 'owner')
      const now = await second.call('PATCH', path, { role: 'admin' }, { version: etag })
      assert.equal(now.status, 200)
      const back = await second.call('PATCH', path, { role: 'owner' }, { version: now.etag })
      assert.equal(back.status, 200)
      owner = await signedInAs(server, 'owner', { ...owner.user, role: 'owner' })
    })

    test('groups have members, and are found by the beginning of their name', async () => {
      const group = await owner.make('/groups', { name: 'Platform', description: 'who runs it' })
      const path = `/groups/${group.body.id}`
      const people = []
      for (const n of [1, 2, 3]) people.push(await addPerson(server, `in-group-${n}@acme.test`))
      for (const { id } of people) {
        assert.equal((await owner.call('PUT', `${path}/members/${id}`)).status, 204)
        assert.equal((await owner.call('PUT', `${path}/members/${id}`)).status, 204)
      }
      const first = await owner.get(`${path}/members?limit=2`)
      const second = await owner.get(`${path}/members?limit=2&after=${first.body.next}`)
      assert.equal(first.body.items.length + second.body.items.length, 3)
      assert.equal(second.body.next, null)
      const groups = await owner.get(`/users/${people[0]?.id}/groups`)
      assert.equal(groups.body.items[0].name, 'Platform')
      await owner.call('DELETE', `${path}/members/${people[0]?.id}`)
      assert.equal((await owner.get(`/users/${people[0]?.id}/groups`)).body.items.length, 0)
      assert.equal((await owner.get('/groups?q=PLAT')).body.items.length, 1)
      assert.equal((await owner.call('POST', '/groups', { name: 'platform' })).status, 409)
      const types = (await owner.get(`/events?target=${group.body.id}`)).body.items.map(
        ({ type }: { type: string }) => type,
      )
      assert.equal(types.filter((type: string) => type === 'group.user_membership.add').length, 3)
      assert.equal((await owner.call('DELETE', path)).status, 204)
      assert.equal((await owner.get(path)).status, 404)
    })
  })
}
