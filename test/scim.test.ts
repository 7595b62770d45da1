import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Connection } from '../src/core/connections/connection.ts'
import { addConnection } from './support/admin-world.ts'
import { engines } from './support/databases.ts'
import { type RunningServer, startServer } from './support/running-server.ts'
import {
  ENTERPRISE,
  GROUP,
  patchOf,
  provisionerOf,
  type ScimClient,
  USER,
} from './support/scim-client.ts'

/** An object that no text can be made of. */
const NO_TEXT = { toString: 1 }

for (const engine of engines) {
  describe(`SCIM on ${engine.name}`, () => {
    let server: RunningServer
    let okta: Connection
    let scim: ScimClient
    let count = 0
    before(async () => {
      server = await startServer(await engine.fresh())
      okta = await addConnection(server, 'okta')
      scim = await provisionerOf(server, okta)
    })
    after(() => server.close())

    const person = (more: object = {}) => {
      count += 1
      const userName = `person-${count}@acme.test`
      const emails = [{ value: userName, type: 'work', primary: true }]
      return { schemas: [USER], userName, externalId: `00u${count}`, active: true, emails, ...more }
    }
    const make = async (more: object = {}) => {
      const { status, body } = await scim.call('POST', '/Users', person(more))
      assert.equal(status, 201, JSON.stringify(body))
      return body
    }
    const stored = async (id: string) =>
      server.db.selectFrom('user').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

    test('a person is made, and every value comes back as it was said', async () => {
      const told = person({
        name: { formatted: 'Dr. Ada King', givenName: 'Ada', familyName: 'King' },
        displayName: 'Ada King',
        title: 'Engineer',
        preferredLanguage: 'en-GB',
        timezone: 'Europe/London',
        phoneNumbers: [
          { type: 'work', value: '+44 1', primary: true },
          { type: 'mobile', value: '+44 2' },
        ],
        addresses: [{ type: 'work', primary: true, locality: 'London', formatted: 'London, UK' }],
        [ENTERPRISE]: { department: 'Engines', manager: { value: '42' } },
      })
      const { status, headers, body } = await scim.call('POST', '/Users', told)
      assert.equal(status, 201)
      assert.match(headers.get('content-type') ?? '', /^application\/scim\+json/)
      assert.equal(headers.get('location'), `${server.url}/scim/v2/Users/${body.id}`)
      assert.equal(headers.get('etag'), body.meta.version)
      const { id, meta, schemas, ...said } = body
      assert.equal(meta.resourceType, 'User')
      assert.deepEqual(schemas, [USER, ENTERPRISE])
      const { schemas: _, ...wanted } = told
      assert.deepEqual(said, wanted)
      const row = await stored(id)
      assert.equal(row.password_hash, null)
      assert.deepEqual([row.status, row.role], ['active', 'member'])
      assert.equal(JSON.parse(row.profile).name, 'Ada King')
      assert.deepEqual((await scim.call('GET', `/Users/${id}`)).body, body)
    })

    test('a userName or externalId that is taken is refused as one that must be unique', async () => {
      const { userName, externalId } = await make()
      for (const twin of [person({ userName: userName.toUpperCase() }), person({ externalId })]) {
        const { status, body } = await scim.call('POST', '/Users', twin)
        assert.deepEqual([status, body.scimType], [409, 'uniqueness'])
        assert.deepEqual(body.schemas, ['urn:ietf:params:scim:api:messages:2.0:Error'])
      }
    })

    test('lists are filtered by what has an index, paged, and counted', async () => {
      const { id, userName, externalId, emails } = await make()
      const found = async (filter: string) => {
        const { body } = await scim.call('GET', `/Users?filter=${encodeURIComponent(filter)}`)
        assert.equal(body.totalResults, body.Resources.length, JSON.stringify(body))
        return body.Resources.map((one: { id: string }) => one.id)
      }
      for (const filter of [
        `userName eq "${userName.toUpperCase()}"`,
        `USERNAME EQ "${userName}"`.replace('EQ', 'eq'),
        `${USER}:userName eq "${userName}"`,
        `externalId eq "${externalId}"`,
        `emails.value eq "${emails[0].value}"`,
        `emails[type eq "work"].value eq "${emails[0].value}"`,
        `emails[type eq "work" and value eq "${emails[0].value}"]`,
        `id eq "${id}" and active eq true`,
      ]) {
        assert.deepEqual(await found(filter), [id], filter)
      }
      assert.deepEqual(await found('userName eq "nobody"'), [])
      assert.deepEqual(await found(`id eq "${id}" and active eq false`), [])
      assert.ok((await found('meta.lastModified gt "2020-01-01T00:00:00Z"')).includes(id))

      await make()
      await make()
      const page = async (query: string) => (await scim.call('GET', `/Users?${query}`)).body
      const all = await page('')
      const second = await page('startIndex=2&count=1')
      assert.deepEqual(
        [second.totalResults, second.startIndex, second.itemsPerPage],
        [all.totalResults, 2, 1],
      )
      assert.equal(second.Resources[0].id, all.Resources[1].id)
      assert.equal((await page('count=0')).totalResults, all.totalResults)
      assert.equal((await page('startIndex=100000')).Resources.length, 0)

      const search = { filter: `userName eq "${userName}"`, attributes: ['userName'] }
      const searched = (await scim.call('POST', '/Users/.search', search)).body
      assert.deepEqual(searched.Resources, [{ schemas: [USER], id, userName }])
    })

    test('people and groups are searched together, page by page', async () => {
      const { id } = await make({ externalId: `both-${engine.name}` })
      const twin = { displayName: `Both ${engine.name}`, externalId: `both-${engine.name}` }
      const group = (await scim.call('POST', '/Groups', twin)).body.id
      const search = async (asked: object) => {
        const { status, body } = await scim.call('POST', '/.search', asked)
        const ids = body.Resources?.map((one: { id: string }) => one.id)
        return [status, body.totalResults ?? body.scimType, ids]
      }
      const filter = `externalId eq "both-${engine.name}"`
      assert.deepEqual(await search({ filter }), [200, 2, [id, group]])
      assert.deepEqual(await search({ filter, count: 1 }), [200, 2, [id]])
      assert.deepEqual(await search({ filter, count: 1, startIndex: 2 }), [200, 2, [group]])
      assert.deepEqual(await search({ filter, startIndex: 3 }), [200, 2, []])
      assert.deepEqual(await search({ filter, count: 0 }), [200, 2, []])
      const groups = `${filter} and meta.resourceType eq "Group"`
      assert.deepEqual(await search({ filter: groups }), [200, 1, [group]])
      const named = `displayName eq "Both ${engine.name}"`
      assert.deepEqual(await search({ filter: named }), [200, 1, [group]])
      assert.deepEqual(await search({ filter: 'title eq "x"' }), [400, 'invalidFilter', undefined])
    })

    test('answers have the attributes that are asked for', async () => {
      const { id, userName } = await make({ name: { givenName: 'Ada', familyName: 'King' } })
      const shown = async (query: string) => (await scim.call('GET', `/Users/${id}?${query}`)).body
      assert.deepEqual(await shown('attributes=userName,name.givenName'), {
        ...{ schemas: [USER], id, userName },
        name: { givenName: 'Ada' },
      })
      const without = await shown('excludedAttributes=meta,name.familyName,id')
      assert.deepEqual(without.name, { givenName: 'Ada' })
      assert.deepEqual([without.id, without.meta], [id, undefined])
    })

    test('PUT is the whole person: what it leaves out is gone', async () => {
      const made = await make({ title: 'Engineer', name: { givenName: 'Ada' } })
      const { id, userName } = made
      const put = await scim.call('PUT', `/Users/${id}`, {
        schemas: [USER],
        id,
        userName,
        nickName: 'A',
      })
      assert.equal(put.status, 200)
      assert.deepEqual(
        [put.body.title, put.body.name, put.body.nickName],
        [undefined, undefined, 'A'],
      )
      assert.deepEqual([put.body.active, put.body.externalId], [true, made.externalId])
    })

    test('a version that is not the present one is refused, and nothing is changed', async () => {
      const { id, meta } = await make()
      const change = patchOf({ op: 'replace', path: 'title', value: 'A' })
      const right = await scim.call('PATCH', `/Users/${id}`, change, { 'if-match': meta.version })
      assert.equal(right.status, 200)
      assert.notEqual(right.body.meta.version, meta.version)
      for (const method of ['PATCH', 'DELETE']) {
        const body = method === 'PATCH' ? change : undefined
        const late = await scim.call(method, `/Users/${id}`, body, { 'if-match': meta.version })
        assert.equal(late.status, 412, method)
      }
      const known = { 'if-none-match': right.body.meta.version }
      assert.equal((await scim.call('GET', `/Users/${id}`, undefined, known)).status, 304)
    })

    test('of many changes at once without a version every one counts', async () => {
      const { id } = await make()
      const tell = (path: string) =>
        scim.call('PATCH', `/Users/${id}`, patchOf({ op: 'add', path, value: 'said' }))
      const paths = ['title', 'userType', 'nickName']
      const answers = await Promise.all(paths.map(tell))
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200, 200],
      )
      const { body } = await scim.call('GET', `/Users/${id}`)
      assert.deepEqual(
        paths.map((path) => body[path]),
        ['said', 'said', 'said'],
      )
      const people = await Promise.all(Array.from({ length: 20 }, () => make()))
      const group = (await scim.call('POST', '/Groups', { displayName: `Q ${engine.name}` })).body
        .id
      const join = ({ id: value }: { id: string }) => patchOf({ op: 'add', path: 'members', value })
      const joined = await Promise.all(
        people.map((one) => scim.call('PATCH', `/Groups/${group}`, join(one))),
      )
      assert.deepEqual(new Set(joined.map(({ status }) => status)), new Set([200]))
      const { members } = (await scim.call('GET', `/Groups/${group}`)).body
      assert.equal(members.length, people.length)
    })

    test('a deleted person is deactivated, not there any more, and comes back as who they were', async () => {
      const told = person()
      const { body } = await scim.call('POST', '/Users', told)
      const group = { displayName: `Left ${engine.name}`, members: [{ value: body.id }] }
      const left = (await scim.call('POST', '/Groups', group)).body.id
      assert.equal((await scim.call('DELETE', `/Users/${body.id}`)).status, 204)
      const out = await server.db
        .selectFrom('event')
        .select('target_id')
        .where('type', '=', 'group.user_membership.remove')
        .where('target_id', '=', left)
        .execute()
      assert.equal(out.length, 1, 'and it is told that they left their groups')
      assert.equal((await stored(body.id)).status, 'deactivated')
      for (const method of ['GET', 'DELETE']) {
        assert.equal((await scim.call(method, `/Users/${body.id}`)).status, 404)
      }
      const filter = encodeURIComponent(`userName eq "${told.userName}"`)
      assert.equal((await scim.call('GET', `/Users?filter=${filter}`)).body.totalResults, 0)
      const again = await scim.call('POST', '/Users', told)
      assert.deepEqual([again.status, again.body.id], [201, body.id])
      assert.equal((await stored(body.id)).status, 'active')
      const events = await server.db
        .selectFrom('event')
        .select(['type', 'actor_kind'])
        .where('target_id', '=', body.id)
        .orderBy('id')
        .execute()
      assert.deepEqual(events.map(({ type }) => type).toSorted(), [
        'user.lifecycle.activate',
        'user.lifecycle.create',
        'user.lifecycle.deactivate',
        'user.provisioning.link',
        'user.provisioning.unlink',
      ])
      assert.ok(events.every(({ actor_kind }) => actor_kind === 'provisioning_token'))
    })

    test('a group has the people that the provider puts into it, beside those of other sources', async () => {
      const [ada, grace, linus] = [await make(), await make(), await make()]
      const members = [{ value: ada.id }, { value: grace.id }]
      const displayName = `Engineers ${engine.name}`
      const made = await scim.call('POST', '/Groups', { schemas: [GROUP], displayName, members })
      assert.equal(made.status, 201, JSON.stringify(made.body))
      const { id } = made.body
      const by = { user_id: linus.id, group_id: id, source: 'manual' }
      await server.db.insertInto('membership').values(by).execute()
      const ids = async (query = '') =>
        ((await scim.call('GET', `/Groups/${id}${query}`)).body.members ?? [])
          .map(({ value }: { value: string }) => value)
          .toSorted()
      assert.deepEqual(await ids(), [ada.id, grace.id].toSorted())

      const remove = { op: 'remove', path: `members[value eq "${ada.id}"]` }
      const add = { op: 'add', path: 'members', value: [{ value: linus.id }] }
      assert.equal((await scim.call('PATCH', `/Groups/${id}`, patchOf(remove, add))).status, 200)
      assert.deepEqual(await ids(), [grace.id, linus.id].toSorted())
      assert.deepEqual(await ids('?excludedAttributes=members'), [])
      const whose = encodeURIComponent(`id eq "${id}" and members eq "${linus.id}"`)
      assert.equal((await scim.call('GET', `/Groups?filter=${whose}`)).body.totalResults, 1)

      const put = { displayName: `Renamed ${engine.name}`, members: [{ value: ada.id }] }
      assert.equal((await scim.call('PUT', `/Groups/${id}`, put)).body.displayName, put.displayName)
      assert.deepEqual(await ids(), [ada.id])
      const sources = await server.db
        .selectFrom('membership')
        .select(['user_id', 'source'])
        .where('group_id', '=', id)
        .orderBy('source')
        .execute()
      assert.deepEqual(
        sources.map((row) => ({ ...row })),
        [
          { user_id: linus.id, source: 'manual' },
          { user_id: ada.id, source: `scim:${okta.id}` },
        ],
      )
      assert.equal((await scim.call('DELETE', `/Groups/${id}`)).status, 204)
      assert.equal((await scim.call('GET', `/Groups/${id}`)).status, 404)
    })

    const bulk = async (Operations: object[], more: object = {}) => {
      const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest']
      const { status, body } = await scim.call('POST', '/Bulk', { schemas, Operations, ...more })
      assert.equal(status, 200, JSON.stringify(body))
      return body.Operations
    }
    const statuses = (done: { status: string }[]) => done.map(({ status }) => status)

    test('a bulk makes people and the group that they are in, in any order', async () => {
      const [{ id }, left] = [await make(), await make()]
      const [ada, grace] = [person(), person()]
      const members = [{ value: 'bulkId:ada' }, { value: 'bulkId:grace' }, { value: id }]
      const displayName = `Bulk ${engine.name}`
      const done = await bulk([
        { method: 'POST', path: '/Groups', bulkId: 'group', data: { displayName, members } },
        { method: 'post', path: '/Users', bulkId: 'ada', data: ada },
        { method: 'POST', path: '/Users', bulkId: 'grace', data: grace },
        {
          ...{ method: 'PATCH', path: '/Users/bulkId:grace' },
          data: patchOf({ op: 'add', path: 'title', value: 'Admiral' }),
        },
        { method: 'DELETE', path: `/Users/${left.id}`, version: left.meta.version },
      ])
      assert.deepEqual(statuses(done), ['201', '201', '200', '204', '201'])
      const location = (bulkId: string) =>
        done.find((one: { bulkId?: string }) => one.bulkId === bulkId).location
      const get = async (bulkId: string) =>
        (await scim.call('GET', new URL(location(bulkId)).pathname.slice('/scim/v2'.length))).body
      assert.equal((await get('grace')).title, 'Admiral')
      assert.equal((await get('group')).members.length, 3)
      assert.equal(done[0].version, (await get('ada')).meta.version)
    })

    test('of a bulk what cannot be done fails alone, up to as many as the request bears', async () => {
      const { id } = await make()
      const title = (path: string, more: object = {}) => ({
        ...{ method: 'PATCH', path, ...more },
        data: patchOf({ op: 'add', path: 'title', value: 'said' }),
      })
      const wrong = [
        title('/Users/usr_nobody'),
        title(`/Users/${id}`, { version: 'W/"1"' }),
        title(`/Users/${id}`, { version: 'a\nb' }),
        title('/Users/../Bulk'),
        { method: 'GET', path: `/Users/${id}` },
        { method: 'POST', path: '/Users', data: person() },
        { method: 'POST', path: '/Users', bulkId: 'nothing' },
        title('/Users/bulkId:nothing'),
        { method: 'POST', path: '/Users', bulkId: 'self', data: person({ title: 'bulkId:self' }) },
      ]
      const done = await bulk([...wrong, title(`/Users/${id}`)])
      assert.deepEqual(statuses(done), [
        ...['404', '412', '400', '400', '400', '400', '400', '200'],
        ...['409', '409'],
      ])
      assert.match(done[0].response.detail, /no such person/)
      assert.deepEqual(statuses(await bulk(wrong, { failOnErrors: 2 })), ['404', '412'])
      const many = Array.from({ length: 1_001 }, () => title(`/Users/${id}`))
      assert.equal((await scim.call('POST', '/Bulk', { Operations: many })).status, 413)
      const twice = [wrong[6], wrong[6]]
      assert.equal((await scim.call('POST', '/Bulk', { Operations: twice })).status, 400)
    })

    test('what cannot be used is refused with the reason, in the words of the protocol', async () => {
      const { id } = await make()
      const group = (await scim.call('POST', '/Groups', { displayName: `G ${engine.name}` })).body
        .id
      const add = (value: unknown) => patchOf({ op: 'add', path: 'members', value })
      const rows: readonly [string, string, unknown, number, string?][] = [
        ['POST', '/Users', '{', 400, 'invalidSyntax'],
        ['POST', '/Users', [], 400, 'invalidSyntax'],
        ['POST', '/Users', {}, 400, 'invalidValue'],
        ['POST', '/Users', person({ active: 'perhaps' }), 400, 'invalidValue'],
        ['POST', '/Users', person({ emails: [{ value: 'a@b@c' }] }), 400, 'invalidValue'],
        ['POST', '/Users', person({ name: 'Ada' }), 400, 'invalidValue'],
        ['PATCH', `/Users/${id}`, {}, 400, 'invalidSyntax'],
        ['PATCH', `/Users/${id}`, patchOf({ op: 'move' }), 400, 'invalidSyntax'],
        ['PATCH', `/Users/${id}`, patchOf({ op: 'remove' }), 400, 'noTarget'],
        [
          'PATCH',
          `/Users/${id}`,
          patchOf({ op: 'add', path: 'a b', value: 1 }),
          400,
          'invalidPath',
        ],
        [
          'PATCH',
          `/Users/${id}`,
          patchOf({ op: 'replace', path: 'id', value: 1 }),
          400,
          'mutability',
        ],
        ['PATCH', `/Users/${id}`, patchOf({ op: 'remove', path: 'userName' }), 400, 'invalidValue'],
        ['PATCH', `/Groups/${group}`, add([{ value: 'usr_nobody' }]), 400, 'invalidValue'],
        ['PATCH', `/Groups/${group}`, add([{}]), 400, 'invalidValue'],
        ['POST', '/Groups', { displayName: `g ${engine.name}` }, 409, 'uniqueness'],
        ['GET', '/Users?filter=userName', undefined, 400, 'invalidFilter'],
        ['GET', '/Users?filter=title%20co%20%22a%22', undefined, 400, 'invalidFilter'],
        ['GET', '/Users?count=many', undefined, 400, 'invalidValue'],
        ['GET', '/Users?filter=constructor%20eq%20%22a%22', undefined, 400, 'invalidFilter'],
        ['GET', '/Groups?filter=constructor%20eq%20%22a%22', undefined, 400, 'invalidFilter'],
        ['POST', '/Users', person({ userName: ' ' }), 400, 'invalidValue'],
        ['POST', '/Users', person({ userName: 'Ada\nChoose here:' }), 400, 'invalidValue'],
        ['POST', '/Users', person({ userName: 'a'.repeat(255) }), 400, 'invalidValue'],
        [
          'POST',
          '/Users',
          person({ emails: [{ type: NO_TEXT, value: 'a@b.test' }] }),
          400,
          'invalidValue',
        ],
        [
          'POST',
          '/Users',
          person({ phoneNumbers: [{ type: NO_TEXT, value: '1' }] }),
          400,
          'invalidValue',
        ],
        ['PATCH', `/Users/${id}`, patchOf({ op: NO_TEXT }), 400, 'invalidSyntax'],
        ['POST', '/Users/.search', { attributes: NO_TEXT }, 400, 'invalidValue'],
        ['POST', '/Groups/.search', { excludedAttributes: [NO_TEXT] }, 400, 'invalidValue'],
        ['GET', '/Users/usr_nobody', undefined, 404],
        ['GET', '/Nothing', undefined, 404],
        ['GET', '/Me', undefined, 501],
      ]
      for (const [method, path, sent, status, scimType] of rows) {
        const { body, ...answer } = await scim.call(method, path, sent)
        assert.deepEqual([answer.status, body.scimType], [status, scimType], `${method} ${path}`)
        assert.equal(body.status, String(status))
        assert.ok(body.detail.length > 10, body.detail)
      }
      const form = await scim.call('POST', '/Users', '{}', { 'content-type': 'text/plain' })
      assert.equal(form.status, 415)
    })

    test('what can be done is described, and only for a token', async () => {
      const config = (await scim.call('GET', '/ServiceProviderConfig')).body
      assert.deepEqual([config.patch.supported, config.etag.supported], [true, true])
      const types = (await scim.call('GET', '/ResourceTypes')).body
      assert.deepEqual(
        types.Resources.map(({ id }: { id: string }) => id),
        ['User', 'Group'],
      )
      const schema = await scim.call('GET', `/Schemas/${USER}`)
      assert.equal(schema.body.name, 'User')
      const none = await scim.call('GET', '/Schemas', undefined, { authorization: '' })
      assert.equal(none.status, 401)
      assert.match(none.headers.get('www-authenticate') ?? '', /^Bearer/)
    })
  })
}
