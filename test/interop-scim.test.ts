import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { matching, patched, read, readConfig, readList } from '../interop/scim.mjs'
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

// What we answer, as `scimmy` reads it: somebody else's schemas, filters and PATCH.

describe('scimmy', () => {
  let server: RunningServer
  let scim: ScimClient
  before(async () => {
    const [sqlite] = engines
    if (!sqlite) throw new Error('there is no engine to test on')
    server = await startServer(await sqlite.fresh())
    scim = await provisionerOf(server, await addConnection(server, 'okta'))
  })
  after(() => server.close())

  const make = async (name: string) => {
    const told = {
      schemas: [USER, ENTERPRISE],
      userName: `${name}@acme.test`,
      externalId: name,
      active: true,
      displayName: name,
      title: 'Engineer',
      name: { givenName: name, familyName: 'King', formatted: `${name} King` },
      emails: [{ type: 'work', primary: true, value: `${name}@acme.test` }],
      phoneNumbers: [{ type: 'mobile', value: '+44 2' }],
      [ENTERPRISE]: { department: 'Engines', employeeNumber: '7' },
    }
    const { status, body } = await scim.call('POST', '/Users', told)
    assert.equal(status, 201, JSON.stringify(body))
    return body
  }
  const withoutMeta = ({ meta: _, ...rest }: Record<string, unknown>) => rest

  test('reads people, groups, lists and what is said of the service', async () => {
    const ada = await make('ada')
    assert.deepEqual(withoutMeta(read('User', ada)), withoutMeta(ada))
    const members = [{ value: ada.id }]
    const group = { schemas: [GROUP], displayName: 'Engineers', members }
    const made = (await scim.call('POST', '/Groups', group)).body
    const seen = read('Group', made)
    assert.deepEqual([seen.displayName, seen.members[0].value], ['Engineers', ada.id])
    const list = readList((await scim.call('GET', '/Users')).body)
    assert.equal(list.totalResults, 1)
    const config = readConfig((await scim.call('GET', '/ServiceProviderConfig')).body)
    assert.deepEqual([config.patch.supported, config.bulk.supported], [true, true])
  })

  test('finds the same people by the same filters', async () => {
    await make('grace')
    const { id } = await make('linus')
    await scim.call('PATCH', `/Users/${id}`, patchOf({ op: 'replace', value: { active: false } }))
    const all = (await scim.call('GET', '/Users')).body.Resources
    for (const filter of [
      'userName eq "grace@acme.test"',
      'externalId eq "linus"',
      'active eq false',
      'active eq true and userName eq "linus@acme.test"',
      'emails.value eq "grace@acme.test"',
      `id eq "${id}"`,
      'userName eq "nobody"',
    ]) {
      const found = await scim.call('GET', `/Users?filter=${encodeURIComponent(filter)}`)
      assert.deepEqual(found.body.Resources, matching(filter, all), filter)
    }
  })

  test('makes the same of a person by the same operations', async () => {
    const { id } = await make('joan')
    for (const operations of [
      [{ op: 'replace', value: { active: false } }],
      [{ op: 'replace', path: 'active', value: true }],
      [{ op: 'replace', path: 'name.familyName', value: 'Clarke' }],
      [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'clarke@acme.test' }],
      [{ op: 'replace', path: 'phoneNumbers[type eq "mobile"].value', value: '+44 3' }],
      [{ op: 'add', path: 'phoneNumbers', value: [{ type: 'home', value: '+44 4' }] }],
      [{ op: 'remove', path: 'phoneNumbers[type eq "mobile"]' }],
      [{ op: 'remove', path: 'title' }],
      [{ op: 'add', value: { nickName: 'J', name: { middleName: 'E.' } } }],
      [{ op: 'replace', path: `${ENTERPRISE}:department`, value: 'Codes' }],
      [
        { op: 'remove', path: 'nickName' },
        { op: 'add', path: 'title', value: 'Analyst' },
        { op: 'replace', path: 'displayName', value: 'Joan' },
      ],
    ]) {
      const patch = patchOf(...operations)
      const { body: before } = await scim.call('GET', `/Users/${id}`)
      const { status, body } = await scim.call('PATCH', `/Users/${id}`, patch)
      assert.equal(status, 200, JSON.stringify(body))
      const theirs = await patched('User', before, patch)
      assert.deepEqual(
        withoutMeta(read('User', body)),
        withoutMeta(theirs),
        JSON.stringify(operations),
      )
    }
  })
})
