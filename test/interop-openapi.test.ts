import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type GeneratedClient, generateClient, validateDocument } from '../interop/openapi.mjs'
import { SCOPES } from '../src/core/api-tokens/api-token.ts'
import { makeApiToken } from '../src/core/api-tokens/make-api-token.ts'
import { PERMISSIONS } from '../src/core/roles/permission.ts'
import { engines } from './support/databases.ts'
import { addPerson, type RunningServer, startServer } from './support/running-server.ts'

// The document as somebody else's tools take it, who have it and a token and nothing more.

const [engine] = engines
let server: RunningServer
let client: GeneratedClient

before(async () => {
  server = await startServer(await (engine ?? assert.fail()).fresh())
  const owner = await addPerson(server, 'owner@acme.test', { role: 'owner' })
  for (const name of ['ada', 'grace', 'linus']) await addPerson(server, `${name}@acme.test`)
  const { value } = await makeApiToken(
    { db: server.db, now: Date.now },
    { user: owner, permissions: PERMISSIONS },
    { name: 'generated', scopes: SCOPES, expiresInDays: 1 },
  )
  client = await generateClient({
    documentUrl: `${server.url}/api/v1/openapi.json`,
    baseUrl: `${server.url}/api/v1`,
    headers: { authorization: `Bearer ${value}` },
  })
})
after(() => server.close())

type Document = { paths: Record<string, Record<string, { operationId: string }>> }

async function readDocument(): Promise<Document> {
  const answer = await fetch(`${server.url}/api/v1/openapi.json`)
  // A cast: what it is, is what the tests are about.
  return (await answer.json()) as Document
}

/** The operation of this name: one that the generator made nothing of fails here. */
function call(operation: string, ...given: unknown[]) {
  const run = client[operation]
  assert.ok(run, `there is no ${operation}`)
  return run(...given)
}

describe('the OpenAPI document', () => {
  test('is one by the word of a validator that is not ours', async () => {
    const { valid, errors, version } = await validateDocument(await readDocument())
    assert.deepEqual([valid, version], [true, '3.1'], JSON.stringify(errors))
  })

  test('makes a client with an operation for each of its addresses and methods', async () => {
    const { paths } = await readDocument()
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods))
    for (const { operationId } of operations) assert.ok(client[operationId], operationId)
  })
})

describe('a client that another generator made of it', () => {
  test('lists people page by page', async () => {
    const logins: string[] = []
    for (let after: string | undefined; ; ) {
      const { status, data } = await call('listUsers', { limit: 3, after })
      assert.equal(status, 200, JSON.stringify(data))
      logins.push(...data.items.map(({ login }: { login: string }) => login))
      if (data.next === null) break
      after = data.next
    }
    const names = ['ada', 'grace', 'linus', 'owner']
    assert.deepEqual(
      logins,
      names.map((name) => `${name}@acme.test`),
    )
  })

  test('creates a group once, changes what it read, is told when it is not the present, deletes it', async () => {
    const given = { name: 'Engineering', description: 'Those who build it' }
    const once = { idempotencyKey: 'generated-1' }
    const made = await call('createGroup', given, once)
    assert.equal(made.status, 201, JSON.stringify(made.data))
    const again = await call('createGroup', given, once)
    assert.equal(again.data.id, made.data.id)

    const { id } = made.data
    const ifMatch = made.headers.get('etag') ?? ''
    const changed = await call('updateGroup', id, { description: 'Builders' }, { ifMatch })
    assert.deepEqual([changed.status, changed.data.description], [200, 'Builders'])
    const late = await call('updateGroup', id, { description: 'Late' }, { ifMatch })
    assert.deepEqual([late.status, late.data.status], [412, 412])

    assert.equal((await call('deleteGroup', id)).status, 204)
    assert.equal((await call('getGroup', id)).status, 404)
  })

  test('creates an application, and reads its secret this once', async () => {
    const made = await call('createApplication', {
      label: 'Expenses',
      type: 'web',
      settings: { redirectUris: ['https://expenses.example/callback'] },
      assignments: { everyone: true, groups: [], users: [] },
    })
    assert.equal(made.status, 201, JSON.stringify(made.data))
    assert.ok(made.data.clientSecret.length > 20)
    const read = await call('getApplication', made.data.id)
    assert.equal(read.data.label, 'Expenses')
    assert.ok(!JSON.stringify(read.data).includes(made.data.clientSecret))
    const { data } = await call('listSecrets', made.data.id)
    assert.equal(data.items.length, 1)
    assert.ok(!JSON.stringify(data).includes(made.data.clientSecret))
  })

  test('is refused in words, with the field that they are about', async () => {
    const { status, data } = await call('createUser', { login: 'nobody', email: 'no address' })
    assert.equal(status, 400)
    assert.equal(data.errors[0].path, 'email')
    const nobody = { headers: { authorization: 'Bearer nobody' } }
    const stranger = await call('getOrganization', nobody)
    assert.deepEqual([stranger.status, stranger.data.status], [401, 401])
  })
})
