import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { openApiDocument } from '../src/admin/openapi-document.ts'
import { type AdminClient, signedInAs } from './support/admin-client.ts'
import { oneOfEach, type Things } from './support/admin-world.ts'
import { engines } from './support/databases.ts'
import { type RunningServer, startServer } from './support/running-server.ts'

// biome-ignore lint/suspicious/noExplicitAny: a document is read as what it is, JSON
type Json = any
const document: Json = openApiDocument()

/** What a schema of the document allows, with a grain of what it does not. */
function anythingFor(schema: Json, depth = 0): fc.Arbitrary<unknown> {
  const strange = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.string({ unit: 'binary' }))
  return fc.oneof(
    { weight: 9, arbitrary: rightFor(schema, depth) },
    { weight: 1, arbitrary: strange },
  )
}

function rightFor(schema: Json, depth: number): fc.Arbitrary<unknown> {
  if (schema.$ref) {
    return rightFor(document.components.schemas[schema.$ref.split('/').at(-1)], depth)
  }
  const either = schema.anyOf ?? schema.oneOf ?? schema.allOf
  if (either) return fc.oneof(...either.map((one: Json) => rightFor(one, depth)))
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'object' && schema.properties) return objectOf(schema, depth)
  if (type === 'array')
    return fc.array(anythingFor(schema.items ?? {}, depth + 1), { maxLength: 3 })
  if (type === 'boolean') return fc.boolean()
  if (type === 'integer' || type === 'number') return fc.integer({ min: -1, max: 1e12 })
  if (type === 'string') return texts
  return fc.jsonValue({ maxDepth: 1 })
}

const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom('https://a.example/cb', 'http://[', 'a@b.example', 'acme.okta.com', '(', '\0'),
  fc.webUrl(),
)

function objectOf({ properties, required = [] }: Json, depth: number): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties).map(([name, one]) => [
    name,
    anythingFor(one, depth + 1),
  ])
  return fc.record(Object.fromEntries(fields), { requiredKeys: required })
}

type Operation = { method: string; path: string; operation: Json }

const OPERATIONS: readonly Operation[] = Object.entries<Json>(document.paths).flatMap(
  ([path, methods]) =>
    Object.entries<Json>(methods).map(([method, operation]) => ({ method, path, operation })),
)

const PARAMETER = /\{(\w+)\}/g

const requests = fc.constantFrom(...OPERATIONS).chain((one) => {
  const body = one.operation.requestBody?.content['application/json'].schema
  const query = (one.operation.parameters ?? []).filter((p: Json) => p.in === 'query')
  return fc.record({
    one: fc.constant(one),
    body: body ? anythingFor(body) : fc.constant(undefined),
    query: fc.record(
      Object.fromEntries(query.map((p: Json) => [p.name, fc.oneof(texts, fc.nat(300))])),
      { requiredKeys: [] },
    ),
    version: fc.constantFrom('present', '"1"', undefined),
    known: fc.boolean(),
    id: texts,
  })
})

for (const engine of engines) {
  describe(`random requests made from the document, on ${engine.name}`, () => {
    let server: RunningServer
    let owner: AdminClient
    let things: Things

    before(async () => {
      server = await startServer(await engine.fresh())
      owner = await signedInAs(server, 'owner')
      things = await oneOfEach(server)
    })
    after(() => server.close())

    test('there is a thing for each address that names one', () => {
      for (const { path } of OPERATIONS) {
        for (const [, name = ''] of path.matchAll(PARAMETER)) {
          assert.ok(things[kindOfParameter(path, name)], `${path}: {${name}}`)
        }
      }
    })

    test('no request gets a 5xx, nor an answer that is not in the document', async () => {
      await fc.assert(
        fc.asyncProperty(requests, async ({ one, body, query, version, known, id }) => {
          const { method, path, operation } = one
          const folder = path.split('/')[1] ?? ''
          const filled = path.replaceAll(PARAMETER, (_, name: string) => {
            const thing = things[kindOfParameter(path, name)] ?? 'x'
            return known ? thing : encodeURIComponent(id.toWellFormed()) || 'x'
          })
          const search = new URLSearchParams(
            Object.entries(query).map(([name, value]) => [name, String(value)]),
          )
          const etag = version === 'present' ? (await owner.get(filled)).etag || '"1"' : version
          // A provider is not asked: what answers there is another test's.
          const sent =
            folder === 'connections' && isRecord(body) ? { ...body, check: 'skip' } : body
          const answer = await owner.call(method.toUpperCase(), `${filled}?${search}`, sent, {
            ...(etag !== undefined && { version: etag }),
          })
          const documented = Object.keys(operation.responses)
          const told = `${method} ${filled}?${search} ${JSON.stringify(sent)} → ${answer.status} ${JSON.stringify(answer.body)}`
          assert.ok(answer.status < 500, told)
          // What is gone would have every later request of its kind answered with 404.
          if (answer.status === 204 && method === 'delete') things = await oneOfEach(server)
          assert.ok(documented.includes(String(answer.status)) || isNoAddress(path, filled), told)
        }),
        { numRuns: 400, endOnFailure: true },
      )
    })
  })
}

function kindOfParameter(path: string, name: string): string {
  return name === 'id' ? (path.split('/')[1] ?? '') : name
}

/** An id such as `.` makes another address of it, which the document says nothing about. */
function isNoAddress(path: string, filled: string): boolean {
  return new URL(filled, 'http://x').pathname.split('/').length !== path.split('/').length
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
