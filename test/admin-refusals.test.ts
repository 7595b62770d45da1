import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { openApiDocument } from '../src/admin/openapi-document.ts'
import { ROUTE_PERMISSIONS, type RouteKey } from '../src/admin/permissions.ts'
import { SENSITIVE_ACTS } from '../src/admin/sensitive-acts.ts'
import { HOUR, MINUTE } from '../src/base/clock.ts'
import { makeApiToken } from '../src/core/api-tokens/make-api-token.ts'
import { permissionsOf } from '../src/core/roles/permission.ts'
import { ROLES } from '../src/core/users/user.ts'
import { type AdminClient, signedInAs, withToken } from './support/admin-client.ts'
import { oneOfEach, otherOrganization, type Things } from './support/admin-world.ts'
import { engines } from './support/databases.ts'
import { type RunningServer, startServer } from './support/running-server.ts'

const METHODS = ['get', 'post', 'put', 'patch', 'delete']
const KEYS = Object.keys(ROUTE_PERMISSIONS) as RouteKey[]

/** Bodies that are right as far as they go, so that a refusal is about what the test is about. */
const BODIES: Readonly<Record<string, unknown>> = {
  'POST /users/{id}/reset-password': {},
  'PATCH /users/{id}': {},
  'PATCH /groups/{id}': {},
  'PATCH /connections/{id}': {},
  'POST /connections/{id}/provisioning/tokens': { name: 'x' },
  'PATCH /applications/{id}': {},
  'PATCH /authorization-servers/{id}': { settings: {} },
  'POST /authorization-servers/{id}/preview': {
    applicationId: 'app_of_nobody',
    grantType: 'client_credentials',
    scopes: [],
  },
  'PUT /applications/{id}/assignments': { everyone: true, groups: [], users: [] },
}

/** The route's address with these things' ids in it. */
function addressOf(key: string, things: Things): { method: string; path: string } {
  const [method = '', pattern = ''] = key.split(' ')
  const folder = pattern.split('/')[1] ?? ''
  const path = pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === 'id' ? (things[folder] ?? '') : (things[name] ?? ''),
  )
  return { method, path }
}

const reference = () => readFileSync('docs/reference/admin-api.md', 'utf8')

test('the table of permissions names exactly the routes of the document', () => {
  const described = Object.entries(openApiDocument().paths ?? {}).flatMap(([path, operations]) =>
    METHODS.filter((method) => method in operations).map((m) => `${m.toUpperCase()} ${path}`),
  )
  assert.deepEqual(described.toSorted(), [...KEYS].toSorted())
})

test('the reference names every route with its permission', () => {
  const rows = [...reference().matchAll(/^\| `([A-Z]+ [^`]+)` \| ([^|]+) \|/gm)]
  assert.deepEqual(Object.fromEntries(rows.map(([, key, needs]) => [key, needs])), {
    ...ROUTE_PERMISSIONS,
  })
})

test('the reference names what wants a sign-in of just now', () => {
  const [, section = ''] = /## Signing in again\n([\s\S]*?)\n## /.exec(reference()) ?? []
  const named = [...section.matchAll(/`([A-Z]+ \/[^`]+)`/g)].map(([, key]) => key)
  assert.deepEqual(named, [...SENSITIVE_ACTS])
})

test('what lets somebody or something in, or makes it, wants a sign-in of just now', () => {
  const made = ['users', 'connections', 'applications', 'authorization-servers', 'api-tokens']
  const lettingIn = KEYS.filter(
    (key) => /\/(?:activate|enable|secrets?|tokens)$/.test(key) && key.startsWith('POST '),
  )
  for (const key of [...lettingIn, ...made.map((name) => `POST /${name}`)]) {
    assert.ok(SENSITIVE_ACTS.has(key as (typeof KEYS)[number]), key)
  }
})

test('the document is one: references lead somewhere, and every operation has a name of its own', () => {
  const document = openApiDocument()
  assert.equal(document.openapi, '3.1.0')
  const schemas = new Set(Object.keys(document.components?.schemas ?? {}))
  for (const [, name = ''] of JSON.stringify(document).matchAll(
    /"#\/components\/schemas\/(\w+)"/g,
  )) {
    assert.ok(schemas.has(name), name)
  }
  const names = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.values(item).map((operation: Operation) => checkOperation(path, operation)),
  )
  assert.equal(new Set(names).size, names.length)
})

type Operation = Readonly<{
  operationId: string
  responses: Record<string, { description?: string }>
  parameters?: readonly { name: string; in: string; required?: boolean }[]
}>

function checkOperation(path: string, operation: Operation): string {
  const { operationId, responses, parameters = [] } = operation
  const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  const given = parameters.filter((one) => one.in === 'path' && one.required)
  assert.deepEqual(given.map(({ name }) => name).toSorted(), wanted.toSorted(), operationId)
  assert.ok(
    Object.keys(responses).some((status) => status.startsWith('2')),
    operationId,
  )
  assert.ok(
    Object.values(responses).every(({ description }) => description),
    operationId,
  )
  return operationId
}

for (const engine of engines) {
  describe(`refusals of the admin API on ${engine.name}`, () => {
    let server: RunningServer
    let owner: AdminClient
    let ours: Things
    let theirs: Things

    before(async () => {
      server = await startServer(await engine.fresh())
      owner = await signedInAs(server, 'owner')
      ours = await oneOfEach(server)
      theirs = await oneOfEach(await otherOrganization(server))
    })
    after(() => server.close())

    test('nobody gets anything but 401, whatever is sent', async () => {
      for (const key of KEYS) {
        const { method, path } = addressOf(key, ours)
        const answer = await fetch(`${server.url}/api/v1${path}`, { method })
        assert.equal(answer.status, 401, key)
        assert.equal(answer.headers.get('content-type'), 'application/problem+json')
        const bearer = { authorization: 'Bearer lk_wrong', cookie: owner.cookie }
        const wrong = await fetch(`${server.url}/api/v1${path}`, { method, headers: bearer })
        assert.equal(wrong.status, 401, `${key} with a wrong token beside a good cookie`)
      }
    })

    test('each role is refused what its permissions do not say, before anything is read', async () => {
      for (const role of ROLES) {
        const client = await signedInAs(server, role)
        const allowed = new Set<string>([...permissionsOf(role), 'anyone signed in'])
        for (const key of KEYS.filter((one) => !allowed.has(ROUTE_PERMISSIONS[one]))) {
          const { method, path } = addressOf(key, ours)
          const { status } = await client.call(method, path)
          assert.equal(status, 403, `${role}: ${key}`)
        }
      }
    })

    test('an auditor reads everything and is never told a secret', async () => {
      const auditor = await signedInAs(server, 'auditor')
      for (const key of KEYS.filter((one) => one.startsWith('GET '))) {
        const { status, body } = await auditor.get(addressOf(key, ours).path)
        assert.equal(status, 200, `${key}: ${JSON.stringify(body)}`)
        assert.doesNotMatch(JSON.stringify(body), /eyJ|\$argon2|[sS]ealed|"d":/, key)
      }
    })

    test('ids that nobody has, and ids of another organization, are not found', async () => {
      const none = Object.fromEntries(Object.keys(ours).map((name) => [name, 'nothing']))
      for (const key of KEYS.filter((one) => /\{(id|code)\}/.test(one))) {
        for (const [whose, things] of [
          ['nobody', none],
          ['another organization', theirs],
        ] as const) {
          const { method, path } = addressOf(key, things)
          const answer = await owner.call(method, path, BODIES[key], { version: '"1"' })
          assert.equal(answer.status, 404, `${key} of ${whose}: ${JSON.stringify(answer.body)}`)
        }
      }
    })

    test('what belongs to another organization is not found below what is ours', async () => {
      for (const key of KEYS.filter((one) => /\{(secretId|userId|tokenId)\}/.test(one))) {
        const { secretId = '', userId = '', tokenId = '' } = theirs
        const mixed = { ...ours, secretId, userId, tokenId }
        const { method, path } = addressOf(key, mixed)
        assert.equal((await owner.call(method, path)).status, 404, key)
      }
    })

    test('a page of another site, and a form, change nothing', async () => {
      const path = '/groups'
      const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
      const misled = await owner.call('POST', path, { name: 'x' }, { headers: foreign })
      assert.equal(misled.status, 403)
      const headers = { 'content-type': 'text/plain' }
      const form = await owner.call('POST', path, { name: 'x' }, { headers })
      assert.equal(form.status, 415)
      assert.equal((await owner.get('/groups?q=x')).body.items.length, 0)
    })

    test('what no field can hold is refused and is never a 500', async () => {
      const nul = await owner.call('POST', '/groups', { name: 'a\0b' })
      assert.equal(nul.status, 400)
      assert.equal((await owner.get('/groups?q=%00')).status, 400)
      assert.equal((await owner.get('/groups/%00')).status, 400)
      assert.equal((await owner.get('/groups/%ff')).status, 404)
      const cursor = Buffer.from(JSON.stringify(['a\0'])).toString('base64url')
      assert.equal((await owner.get(`/groups?after=${cursor}`)).status, 400)
      const large = await owner.call('POST', '/groups', { name: 'a'.repeat(2 ** 20) })
      assert.equal(large.status, 413)
    })

    test('who signed in a while ago signs in again before they change who gets in', async () => {
      const sleepy = await signedInAs(server, 'owner')
      await server.db
        .updateTable('session')
        .set({ authenticated_at: Date.now() - HOUR - MINUTE })
        .where('user_id', '=', sleepy.user.id)
        .execute()
      const none = Object.fromEntries(Object.keys(ours).map((name) => [name, 'nothing']))
      for (const key of KEYS) {
        const { method, path } = addressOf(key, none)
        const { status, body } = await sleepy.call(
          method,
          path,
          method === 'GET' ? undefined : {},
          {
            version: '"1"',
          },
        )
        const isAsked = status === 403 && body.code === 'sign_in_again'
        assert.equal(isAsked, SENSITIVE_ACTS.has(key), `${key}: ${status}`)
        if (isAsked) assert.match(body.detail, /more than 1h ago/)
      }
      const { body } = await sleepy.get('/session')
      assert.ok(Date.parse(body.signedInAt) < Date.now() - HOUR)
    })

    test('a program, and whoever signed in lately, is not asked to', async () => {
      const of = { db: server.db, now: Date.now }
      const maker = { user: owner.user, permissions: permissionsOf('owner') }
      const scopes = ['people.write'] as const
      const wanted = { name: 'program', scopes, expiresInDays: 1 }
      const { value } = await makeApiToken(of, maker, wanted)
      const program = withToken(server, owner.user, value)
      for (const client of [owner, program]) {
        const { body } = await client.call('POST', '/users', {})
        assert.equal(body.code, 'invalid_input')
      }
    })

    test('an address that the API does not have is not found, in its own words', async () => {
      const { status, headers } = await owner.get('/nothing')
      assert.equal(status, 404)
      assert.equal(headers.get('content-type'), 'application/problem+json')
    })
  })
}
