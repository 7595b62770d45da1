import { type Filter, parse } from 'scim2-parse-filter'
import { type Attribute, ENTERPRISE_SCHEMA, USER_SCHEMA } from './person-schema.ts'
import { scimFailure } from './scim-failure.ts'

/** Which entries of a list are meant: those whose attribute `by` has one of these values. */
export type Chosen = Readonly<{ by: string; among: readonly unknown[] }>

/** A place in a resource, spelled as the caller spelled it; names are compared without case. */
export type WrittenPath = Readonly<{
  attribute: string
  chosen?: Chosen | undefined
  sub?: string | undefined
  isExtension: boolean
}>

const PATH = /^([a-z$][\w$-]*)(?:\[(.{1,500})\])?(?:\.([a-z$][\w$-]*))?$/i
const LONGEST = 1_000

/** A path of RFC 7644 section 3.5.2; undefined if it lies in an extension that is not stored. */
export function parsePath(text: string): WrittenPath | undefined {
  if (text.length > LONGEST) throw scimFailure('invalidPath', 'The path is too long.')
  const extension = withoutSchema(text, ENTERPRISE_SCHEMA)
  if (extension === '') return { attribute: ENTERPRISE_SCHEMA, isExtension: true }
  const core = extension ?? withoutSchema(text, USER_SCHEMA) ?? withoutSchema(text, GROUP) ?? text
  if (/^urn:/i.test(core)) return undefined
  const [, attribute, filter, sub] = PATH.exec(core) ?? []
  if (!attribute) {
    throw scimFailure('invalidPath', `This is not a path: ${text.slice(0, 100)}`)
  }
  const chosen = filter === undefined ? undefined : chosenBy(filter)
  return { attribute, chosen, sub, isExtension: extension !== undefined }
}

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group'

function withoutSchema(text: string, schema: string): string | undefined {
  if (!text.toLowerCase().startsWith(schema.toLowerCase())) return undefined
  const rest = text.slice(schema.length)
  return rest === '' || rest.startsWith(':') ? rest.slice(1) : undefined
}

/** `type eq "work"`, or several comparisons of the same attribute joined by `or`. */
function chosenBy(text: string): Chosen {
  const compared = comparisons(parseFilter(text, 'invalidPath'))
  const [first, ...others] = compared
  if (!first || others.some(({ by }) => by !== first.by)) {
    throw scimFailure('invalidPath', 'Values of a list are chosen by one name, with eq.')
  }
  return { by: first.by, among: compared.map(({ value }) => value) }
}

function comparisons(filter: Filter): { by: string; value: unknown }[] {
  if (filter.op === 'eq' && 'compValue' in filter) {
    return [{ by: filter.attrPath.toLowerCase(), value: filter.compValue }]
  }
  if (filter.op === 'or') return filter.filters.flatMap(comparisons)
  throw scimFailure('invalidPath', 'Values of a list are chosen with eq.')
}

const LONGEST_FILTER = 2_000

/** Whatever the parser throws, an unreadable filter is the caller's fault. */
export function parseFilter(text: string, scimType: 'invalidFilter' | 'invalidPath'): Filter {
  if (text.length > LONGEST_FILTER) throw scimFailure(scimType, 'The filter is too long.')
  try {
    return parse(text)
  } catch {
    throw scimFailure(scimType, `The filter cannot be read: ${text.slice(0, 100)}`)
  }
}

/** The attribute of this name, whatever its case. */
export function named(
  attributes: readonly Attribute[],
  name: string | undefined,
): Attribute | undefined {
  const wanted = name?.toLowerCase()
  return attributes.find((one) => one.name.toLowerCase() === wanted)
}
