import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { addConnection } from './support/admin-world.ts'
import { engines } from './support/databases.ts'
import { type RunningServer, startServer } from './support/running-server.ts'
import {
  ENTERPRISE,
  GROUP,
  PATCH_OP,
  patchOf,
  provisionerOf,
  type ScimClient,
  USER,
} from './support/scim-client.ts'

/** One request of a conversation, and what of its answer must be so. `{user}`: the id made before. */
type Turn = Readonly<{
  does: string
  method: string
  path: string
  body?: object
  status: number
  has?: object
}>

const filter = (text: string) => `filter=${encodeURIComponent(text)}`
const ADA = 'ada@acme.test'

/** What Okta's provisioning sends: it looks first, replaces without a path, and never deletes people. */
const OKTA: readonly Turn[] = [
  {
    ...{ does: 'tests the credentials', method: 'GET', path: '/Users?startIndex=1&count=2' },
    ...{ status: 200, has: { totalResults: 0, startIndex: 1, Resources: [] } },
  },
  {
    ...{ does: 'looks for the person', method: 'GET' },
    path: `/Users?${filter(`userName eq "${ADA}"`)}&startIndex=1&count=100`,
    ...{ status: 200, has: { totalResults: 0, itemsPerPage: 0 } },
  },
  {
    ...{ does: 'creates the person', method: 'POST', path: '/Users' },
    body: {
      schemas: [USER],
      userName: ADA,
      name: { givenName: 'Ada', familyName: 'King' },
      emails: [{ primary: true, value: ADA, type: 'work' }],
      displayName: 'Ada King',
      locale: 'en-US',
      externalId: '00ujl29u0le5T6Aj10h7',
      groups: [],
      password: '1mz050nq',
      active: true,
    },
    ...{ status: 201, has: { userName: ADA, active: true, externalId: '00ujl29u0le5T6Aj10h7' } },
  },
  {
    ...{ does: 'creates the person twice', method: 'POST', path: '/Users' },
    ...{ body: { schemas: [USER], userName: ADA }, status: 409, has: { scimType: 'uniqueness' } },
  },
  {
    ...{ does: 'updates the profile', method: 'PUT', path: '/Users/{user}' },
    body: {
      schemas: [USER],
      id: '{user}',
      userName: ADA,
      name: { givenName: 'Ada', familyName: 'Lovelace' },
      emails: [{ primary: true, value: ADA, type: 'work' }],
      active: true,
    },
    ...{ status: 200, has: { name: { givenName: 'Ada', familyName: 'Lovelace' } } },
  },
  {
    ...{ does: 'deactivates', method: 'PATCH', path: '/Users/{user}' },
    ...{ body: patchOf({ op: 'replace', value: { active: false } }), status: 200 },
    has: { active: false },
  },
  {
    ...{ does: 'activates again', method: 'PATCH', path: '/Users/{user}' },
    ...{ body: patchOf({ op: 'replace', value: { active: true } }), status: 200 },
    has: { active: true },
  },
  {
    ...{
      does: 'asks for somebody who is not there',
      method: 'GET',
      path: '/Users/010101001010101011001010101011',
    },
    ...{
      status: 404,
      has: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '404' },
    },
  },
  {
    ...{ does: 'pushes a group', method: 'POST', path: '/Groups' },
    ...{ body: { schemas: [GROUP], displayName: 'Okta group', members: [] }, status: 201 },
    has: { displayName: 'Okta group', members: [] },
  },
  {
    ...{ does: 'adds a member', method: 'PATCH', path: '/Groups/{group}' },
    body: patchOf({ op: 'add', path: 'members', value: [{ value: '{user}', display: ADA }] }),
    ...{ status: 200, has: { members: [{ value: '{user}' }] } },
  },
  {
    ...{ does: 'renames the group, with its id beside the name', method: 'PATCH' },
    path: '/Groups/{group}',
    body: patchOf({ op: 'replace', value: { id: '{group}', displayName: 'Renamed' } }),
    ...{ status: 200, has: { displayName: 'Renamed' } },
  },
  {
    ...{ does: 'replaces the members', method: 'PATCH', path: '/Groups/{group}' },
    body: patchOf({ op: 'replace', path: 'members', value: [{ value: '{user}' }] }),
    ...{ status: 200, has: { members: [{ value: '{user}' }] } },
  },
  {
    ...{ does: 'removes a member', method: 'PATCH', path: '/Groups/{group}' },
    body: patchOf({ op: 'remove', path: 'members[value eq "{user}"]' }),
    ...{ status: 200, has: { members: [] } },
  },
  { does: 'unlinks the group', method: 'DELETE', path: '/Groups/{group}', status: 204 },
]

/** What Entra ID sends: capital letters in op, texts for booleans, paths with filters. */
const ENTRA: readonly Turn[] = [
  {
    ...{ does: 'tests the connection', method: 'GET' },
    path: `/Users?${filter('userName eq "non-existent@acme.test"')}`,
    ...{ status: 200, has: { totalResults: 0, Resources: [] } },
  },
  {
    ...{ does: 'reads the schemas', method: 'GET', path: '/Schemas' },
    ...{ status: 200, has: { totalResults: 3 } },
  },
  {
    ...{ does: 'creates the person', method: 'POST', path: '/Users' },
    body: {
      schemas: [USER, ENTERPRISE],
      externalId: '0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef',
      userName: 'grace@acme.test',
      active: true,
      displayName: 'Grace Hopper',
      emails: [{ primary: true, type: 'work', value: 'grace@acme.test' }],
      meta: { resourceType: 'User' },
      name: { formatted: 'Grace Hopper', familyName: 'Hopper', givenName: 'Grace' },
      roles: [],
    },
    ...{ status: 201, has: { active: true, name: { formatted: 'Grace Hopper' } } },
  },
  {
    ...{ does: 'finds the person by the matching attribute', method: 'GET' },
    path: `/Users?${filter('externalId eq "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef"')}`,
    ...{ status: 200, has: { totalResults: 1, Resources: [{ id: '{user}' }] } },
  },
  {
    ...{ does: 'changes several values', method: 'PATCH', path: '/Users/{user}' },
    body: patchOf(
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'hopper@acme.test' },
      { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 555' },
      { op: 'Add', path: 'addresses[type eq "work"].locality', value: 'Arlington' },
      { op: 'Replace', path: 'name.familyName', value: 'Murray' },
      { op: 'Add', path: `${ENTERPRISE}:department`, value: 'Navy' },
      { op: 'Add', path: `${ENTERPRISE}:manager`, value: '26118915' },
      { op: 'Add', path: 'roles[primary eq "True"].value', value: 'owner' },
      { op: 'Add', path: 'urn:ietf:params:scim:schemas:extension:acme:2.0:User:badge', value: '7' },
    ),
    status: 200,
    has: {
      emails: [{ value: 'hopper@acme.test' }],
      phoneNumbers: [{ type: 'mobile', value: '+1 555' }],
      addresses: [{ type: 'work', locality: 'Arlington' }],
      name: { familyName: 'Murray', givenName: 'Grace' },
      [ENTERPRISE]: { department: 'Navy', manager: { value: '26118915' } },
    },
  },
  {
    ...{ does: 'changes values without a path', method: 'PATCH', path: '/Users/{user}' },
    body: patchOf({
      op: 'Add',
      value: { 'name.givenName': 'G.', [`${ENTERPRISE}:department`]: 'Army', active: 'True' },
    }),
    ...{ status: 200, has: { name: { givenName: 'G.' }, [ENTERPRISE]: { department: 'Army' } } },
  },
  {
    ...{ does: 'removes a value', method: 'PATCH', path: '/Users/{user}' },
    body: patchOf({ op: 'Remove', path: `${ENTERPRISE}:department` }),
    ...{ status: 200, has: { [ENTERPRISE]: { manager: { value: '26118915' } } } },
  },
  {
    ...{ does: 'disables softly, with a text', method: 'PATCH', path: '/Users/{user}' },
    body: patchOf({ op: 'Replace', path: 'active', value: 'False' }),
    ...{ status: 200, has: { active: false } },
  },
  {
    ...{ does: 'creates a group', method: 'POST', path: '/Groups' },
    body: { schemas: [GROUP], externalId: '8aa1a0c0', displayName: 'Entra group' },
    ...{ status: 201, has: { externalId: '8aa1a0c0', displayName: 'Entra group' } },
  },
  {
    ...{ does: 'looks for the group without its members', method: 'GET' },
    path: `/Groups?excludedAttributes=members&${filter('displayName eq "Entra group"')}`,
    ...{ status: 200, has: { totalResults: 1 } },
  },
  {
    ...{ does: 'adds a member', method: 'PATCH', path: '/Groups/{group}' },
    body: patchOf({ op: 'Add', path: 'members', value: [{ $ref: null, value: '{user}' }] }),
    status: 200,
  },
  {
    ...{ does: 'asks whether somebody is a member', method: 'GET' },
    path: `/Groups?${filter('id eq "{group}" and members eq "{user}"')}`,
    ...{ status: 200, has: { totalResults: 1 } },
  },
  {
    ...{ does: 'removes a member by a value', method: 'PATCH', path: '/Groups/{group}' },
    body: patchOf({ op: 'Remove', path: 'members', value: [{ $ref: null, value: '{user}' }] }),
    ...{ status: 200, has: { members: [] } },
  },
  { does: 'deletes the person', method: 'DELETE', path: '/Users/{user}', status: 204 },
  { does: 'finds them no more', method: 'GET', path: '/Users/{user}', status: 404 },
  { does: 'deletes the group', method: 'DELETE', path: '/Groups/{group}', status: 204 },
]

describe('the conversations of providers', () => {
  let server: RunningServer
  before(async () => {
    const [sqlite] = engines
    if (!sqlite) throw new Error('there is no engine to test on')
    server = await startServer(await sqlite.fresh())
  })
  after(() => server.close())

  const provisioner = async (slug: string): Promise<ScimClient> =>
    provisionerOf(server, await addConnection(server, slug))

  for (const [name, turns] of [
    ['okta', OKTA],
    ['entra', ENTRA],
  ] as const) {
    test(`${name} is understood from its first request to its last`, async () => {
      const scim = await provisioner(name)
      const ids = { user: '', group: '' }
      const filled = (text: string) =>
        text.replaceAll('{user}', ids.user).replaceAll('{group}', ids.group)
      for (const { does, method, path, body, status, has } of turns) {
        const at = filled(path.replaceAll('%7B', '{').replaceAll('%7D', '}'))
        const sent = body && filled(JSON.stringify(body))
        const answer = await scim.call(method, at, sent)
        assert.equal(answer.status, status, `${does}: ${JSON.stringify(answer.body)}`)
        if (status === 201) ids[path === '/Users' ? 'user' : 'group'] = answer.body.id
        if (has) assertHas(answer.body, JSON.parse(filled(JSON.stringify(has))), does)
      }
    })
  }

  test('whatever is sent, nothing is answered 500 and every answer is one of the protocol', async () => {
    const scim = await provisioner('fuzz')
    const { id } = (await scim.call('POST', '/Users', { userName: 'fuzz@acme.test' })).body
    const group = (await scim.call('POST', '/Groups', { displayName: 'Fuzz' })).body.id
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('active', 'emails', 'members', 'name.givenName', '__proto__', '[', '"', id),
      fc.constantFrom('emails[type eq "work"].value', 'members[value eq "x"]', 'a[b eq', 'urn:x:y'),
    )
    const names = fc.constantFrom('userName', 'name', 'emails', 'active', 'displayName', 'members')
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      text,
      fc.dictionary(names, fc.jsonValue()),
    )
    const op = fc.constantFrom('add', 'Replace', 'remove', 'x')
    const operation = fc.record({ op, path: text, value }, { requiredKeys: ['op'] })
    const patch = fc.record({
      schemas: fc.constant([PATCH_OP]),
      Operations: fc.oneof(fc.array(operation, { maxLength: 4 }), value),
    })
    const request = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH'),
      path: fc.constantFrom(
        '/Users',
        `/Users/${id}`,
        '/Groups',
        `/Groups/${group}`,
        '/Users/.search',
        '/.search',
        '/Bulk',
      ),
      query: fc.dictionary(fc.constantFrom('filter', 'count', 'startIndex', 'attributes'), text),
      body: fc.oneof(patch, fc.dictionary(names, value), value),
    })
    await fc.assert(
      fc.asyncProperty(request, async ({ method, path, query, body }) => {
        const address = `${path}?${new URLSearchParams(query)}`
        const answer = await scim.call(
          method,
          address,
          method === 'GET' ? undefined : JSON.stringify(body),
        )
        assert.ok(answer.status < 500, `${method} ${address} ${JSON.stringify(answer.body)}`)
        assert.match(answer.headers.get('content-type') ?? '', /^application\/scim\+json/)
      }),
      { numRuns: 150 },
    )
    assert.equal(Object.hasOwn(Object.prototype, 'value'), false)
  })
})

/** What is wanted is there; what else is there is not looked at. Lists have as many as wanted. */
function assertHas(found: unknown, wanted: unknown, where: string): void {
  if (typeof wanted !== 'object' || wanted === null) {
    assert.equal(found, wanted, where)
    return
  }
  assert.ok(typeof found === 'object' && found !== null, where)
  if (Array.isArray(wanted)) assert.equal((found as unknown[]).length, wanted.length, where)
  for (const [name, inner] of Object.entries(wanted)) {
    assertHas((found as Record<string, unknown>)[name], inner, `${where}: ${name}`)
  }
}
