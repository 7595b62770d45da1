import { parsePath, type WrittenPath } from './attribute-path.ts'
import { type Body, field, isObject } from './read-request.ts'
import { scimFailure } from './scim-failure.ts'

export type Operation = Readonly<{
  op: 'add' | 'remove' | 'replace'
  /** Undefined if the value is an object whose names are the paths. */
  path: WrittenPath | undefined
  value: unknown
}>

const MOST_OPERATIONS = 10_000
const READ_ONLY = ['id', 'meta', 'schemas', 'groups']

/**
 * The operations of a PATCH (RFC 7644 section 3.5.2), in the dialects of its senders: Okta replaces
 * without a path, Entra ID writes "Add" and "Replace". Paths in extensions that are not stored are
 * skipped, because an error there would stop every other change the provider sends.
 */
export function operationsOf(body: Body): Operation[] {
  const all = field(body, 'Operations')
  if (!Array.isArray(all) || all.length === 0) {
    throw scimFailure('invalidSyntax', 'Operations is a list with an operation at least.')
  }
  if (all.length > MOST_OPERATIONS) throw scimFailure('tooMany', 'These are too many operations.')
  return all.flatMap((one: unknown) => operationOf(one) ?? [])
}

function operationOf(one: unknown): Operation | undefined {
  if (!isObject(one)) throw scimFailure('invalidSyntax', 'An operation is an object.')
  const said = field(one, 'op')
  const op = typeof said === 'string' ? said.toLowerCase() : undefined
  if (op !== 'add' && op !== 'remove' && op !== 'replace') {
    throw scimFailure('invalidSyntax', 'An op is add, remove or replace.')
  }
  const value = field(one, 'value')
  const written = field(one, 'path') ?? undefined
  if (written === undefined) {
    if (op === 'remove') throw scimFailure('noTarget', 'A removal says by its path of what.')
    if (!isObject(value))
      throw scimFailure('invalidValue', 'Without a path the value is an object.')
    return { op, path: undefined, value }
  }
  if (typeof written !== 'string') throw scimFailure('invalidPath', 'A path is a text.')
  const path = parsePath(written)
  if (!path) return undefined
  if (READ_ONLY.includes(path.attribute.toLowerCase())) {
    throw scimFailure('mutability', `${path.attribute} is not changed from outside.`)
  }
  return { op, path, value }
}
