import { Failure } from '../base/errors.ts'
import { type Body, field, isObject } from './read-request.ts'
import { scimFailure } from './scim-failure.ts'

/** Each is a transaction of its own; this many take some seconds. */
export const MOST_BULK_OPERATIONS = 1_000

export type BulkOperation = Readonly<{
  method: string
  bulkId: string | undefined
  path: string
  version: string | undefined
  data: unknown
}>

export type BulkRequest = Readonly<{
  operations: readonly BulkOperation[]
  /** After this many failures the rest is not carried out. */
  failOnErrors: number
}>

/** RFC 7644 section 3.7. What is wrong with one operation is that operation's own failure. */
export function readBulk(body: Body): BulkRequest {
  const all = field(body, 'Operations')
  if (!Array.isArray(all) || !all.every(isObject)) {
    throw scimFailure('invalidSyntax', 'Operations is a list of objects.')
  }
  if (all.length > MOST_BULK_OPERATIONS) {
    throw new Failure('too_large', `At most ${MOST_BULK_OPERATIONS} operations go in a request.`)
  }
  const failOnErrors = field(body, 'failOnErrors') ?? Number.POSITIVE_INFINITY
  if (typeof failOnErrors !== 'number' || failOnErrors < 1) {
    throw scimFailure('invalidValue', 'failOnErrors is a number from 1.')
  }
  const operations = all.map(operationOf)
  const named = operations.flatMap(({ bulkId }) => bulkId ?? [])
  if (new Set(named).size < named.length) {
    throw scimFailure('invalidValue', 'Each bulkId is given once.')
  }
  return { operations, failOnErrors }
}

function operationOf(one: Body): BulkOperation {
  const text = (name: string) => {
    const value = field(one, name)
    return typeof value === 'string' ? value : undefined
  }
  return {
    method: (text('method') ?? '').toUpperCase(),
    bulkId: text('bulkId'),
    path: text('path') ?? '',
    version: text('version'),
    data: field(one, 'data'),
  }
}

const PATHS: ReadonlyMap<string, RegExp> = new Map([
  ['POST', /^\/(Users|Groups)$/],
  ...['PUT', 'PATCH', 'DELETE'].map((one) => [one, /^\/(Users|Groups)\/[\w:-]{1,200}$/] as const),
])

/** Only people and groups can be created and changed in bulk, and no bulk request contains another. */
export function requireBulkOperation({ method, path, bulkId, version }: BulkOperation): void {
  const paths = PATHS.get(method)
  if (!paths) throw scimFailure('invalidSyntax', 'A method is POST, PUT, PATCH or DELETE.')
  if (!paths.test(path)) {
    throw scimFailure('invalidPath', `${method} goes to no path like ${path.slice(0, 100)}.`)
  }
  if (version !== undefined && !/^[\x20-\x7e]{1,200}$/.test(version)) {
    throw scimFailure('invalidValue', 'This is no version.')
  }
  if (method === 'POST' && !bulkId) throw scimFailure('invalidValue', 'What is made has a bulkId.')
}

const REFERENCE = /^bulkId:(.+)$/s
const IN_PATH = /(?<=\/)bulkId:.+$/

/** The bulkIds an operation refers to: what other operations of the request create. */
export function referencesOf({ path, data }: BulkOperation): string[] {
  const found = IN_PATH.exec(path)?.[0].replace(REFERENCE, '$1')
  return [...(found === undefined ? [] : [found]), ...referencesIn(data)]
}

function referencesIn(value: unknown): string[] {
  if (typeof value === 'string') return REFERENCE.exec(value)?.slice(1) ?? []
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(referencesIn)
}

/** The operation with each bulkId replaced by the id it got. */
export function resolved(
  operation: BulkOperation,
  ids: ReadonlyMap<string, string>,
): BulkOperation {
  const { path, data } = operation
  const idOf = (text: string) => ids.get(text.replace(REFERENCE, '$1')) ?? text
  return { ...operation, path: path.replace(IN_PATH, idOf), data: withIds(data, idOf) }
}

function withIds(value: unknown, idOf: (text: string) => string): unknown {
  if (typeof value === 'string') return REFERENCE.test(value) ? idOf(value) : value
  if (Array.isArray(value)) return value.map((one) => withIds(one, idOf))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withIds(one, idOf)]))
}
