import type { Filter } from 'scim2-parse-filter'
import type { Failure } from '../base/errors.ts'
import type { Compare, Page } from '../core/provisioning/provisioned-person.ts'
import { parseFilter } from './attribute-path.ts'
import { type Body, field } from './read-request.ts'
import { scimFailure } from './scim-failure.ts'

export const MOST_A_PAGE = 500
const A_PAGE = 100

export type ListQuery = Readonly<{
  comparisons: readonly Comparison[]
  page: Page
  startIndex: number
  shown: Shown
}>

/** Which attributes an answer has (RFC 7644 section 3.9), in lower case. */
export type Shown = Readonly<{ only: readonly string[]; without: readonly string[] }>

/** `userName eq "ada"`, with the name in lower case and without its schema. */
export type Comparison = Readonly<{ name: string; op: string; value: unknown }>

/** From the address or from a search's body, where lists are JSON lists and not joined by commas. */
export function readListQuery(given: Body): ListQuery {
  const startIndex = Math.max(1, integer(given, 'startIndex') ?? 1)
  const limit = Math.min(MOST_A_PAGE, Math.max(0, integer(given, 'count') ?? A_PAGE))
  const filter = field(given, 'filter')
  if (filter !== undefined && typeof filter !== 'string') {
    throw scimFailure('invalidFilter', 'A filter is a text.')
  }
  const comparisons =
    filter === undefined ? [] : comparisonsOf(parseFilter(filter, 'invalidFilter'))
  return { comparisons, page: { skip: startIndex - 1, limit }, startIndex, shown: readShown(given) }
}

export function readShown(given: Body): Shown {
  return { only: names(given, 'attributes'), without: names(given, 'excludedAttributes') }
}

function names(given: Body, name: string): string[] {
  const value = field(given, name)
  if (value === undefined) return []
  const all: unknown[] = typeof value === 'string' ? value.split(',') : [value].flat()
  return all
    .map((one) => {
      if (typeof one === 'string') return withoutSchema(one.trim().toLowerCase())
      throw scimFailure('invalidValue', `${name} is a list of names.`)
    })
    .filter((one) => one !== '')
}

function withoutSchema(name: string): string {
  const core = /^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):(.+)$/.exec(name)
  // An extension's attributes are in an object that has the extension's name.
  return core?.[1] ?? name.replace(/^(urn:.+:user):(.+)$/, '$1.$2')
}

const LARGEST = 1_000_000_000

function integer(given: Body, name: string): number | undefined {
  const value = field(given, name)
  if (value === undefined) return undefined
  const number = typeof value === 'string' && /^-?\d{1,10}$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number)) {
    throw scimFailure('invalidValue', `${name} is a whole number.`)
  }
  return Math.min(LARGEST, number)
}

const MOST_COMPARISONS = 5

/** Comparisons that must all hold. The rest of the filter language is refused, since it would be slow. */
function comparisonsOf(filter: Filter): Comparison[] {
  const all = flattened(filter)
  if (all.length > MOST_COMPARISONS) throw unsupported()
  return all
}

function flattened(filter: Filter): Comparison[] {
  switch (filter.op) {
    case 'and':
      return filter.filters.flatMap(flattened)
    case '[]':
      // `emails[type eq "work"]`: only one address is stored, and it counts as the one at work.
      return flattened(filter.valFilter)
        .filter(({ name, value }) => name !== 'type' || value !== 'work')
        .map((one) => ({ ...one, name: `${filter.attrPath.toLowerCase()}.${one.name}` }))
    case 'eq':
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return [
        {
          name: withoutSchema(filter.attrPath.toLowerCase()),
          op: filter.op,
          value: filter.compValue,
        },
      ]
    default:
      throw unsupported()
  }
}

/** The refusal says what lists can be filtered by. */
export function unsupported(): Failure {
  return scimFailure(
    'invalidFilter',
    'People are found by userName, externalId, emails.value, id, active and meta.lastModified; groups by displayName, externalId, id, members and meta.lastModified: with eq, times also with gt, ge, lt and le, and with "and" between.',
  )
}

const COMPARE: Partial<Record<string, Compare>> = { gt: '>', ge: '>=', lt: '<', le: '<=' }

export function timeFilter({ op, value }: Comparison) {
  const compare = COMPARE[op]
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (!compare || Number.isNaN(at)) throw unsupported()
  return { by: 'updatedAt', compare, at } as const
}

/** The text an `eq` compares with. */
export function textOf({ op, value }: Comparison): string {
  if (op !== 'eq' || typeof value !== 'string') throw unsupported()
  return value
}
