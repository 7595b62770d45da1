import { Failure } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'
import { groupKey } from '../groups/group.ts'
import {
  emailKey,
  loginKey,
  type Profile,
  parseEmail,
  parseLogin,
  ROLES,
  type Role,
  USER_STATUSES,
  type UserStatus,
} from '../users/user.ts'
import type { ImportField } from './import-columns.ts'
import type { CsvRow } from './read-csv.ts'

/** What a line of the file wants; what its cells leave empty stays as it is. */
export type ImportRow = Readonly<{
  line: number
  /** As it stands in the file, for the report. */
  login: string
  email: string | undefined
  profile: Pick<Profile, 'givenName' | 'familyName' | 'name'>
  groups: readonly string[]
  role: Role | undefined
  status: UserStatus | undefined
  /** Why nothing can be done with it; empty when all of it can be used. */
  problems: readonly string[]
}>

const LONGEST_NAME = 200
const MOST_GROUPS = 100

/** Every line read, and of those that name one person twice all but the first refused. */
export function readRows(
  rows: readonly CsvRow[],
  fields: readonly (ImportField | undefined)[],
): ImportRow[] {
  const lineOf = new Map<string, number>()
  return rows.map((row) => {
    const read = readRow(row, fields)
    const address = read.email ?? read.login
    const names = [`login ${loginKey(read.login)}`, `e-mail address ${emailKey(address)}`]
    const twice = names.filter((name) => lineOf.has(name))
    for (const name of names) if (!lineOf.has(name)) lineOf.set(name, read.line)
    const problems = twice.map(
      (name) => `Line ${lineOf.get(name)} has the same ${name.split(' ')[0]}.`,
    )
    return { ...read, problems: [...read.problems, ...new Set(problems)] }
  })
}

function readRow({ line, cells }: CsvRow, fields: readonly (ImportField | undefined)[]): ImportRow {
  const problems: string[] = []
  const cell = (field: ImportField) => {
    const at = fields.indexOf(field)
    return at === -1 ? '' : (cells[at] ?? '').trim()
  }
  const tried = <T>(text: string, parse: (text: string) => T): T | undefined => {
    if (text === '') return undefined
    try {
      return parse(text)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      problems.push(error.message)
      return undefined
    }
  }
  if (cells.length !== fields.length) {
    problems.push(`It has ${cells.length} cells, and the first line has ${fields.length}.`)
  }
  const email = tried(cell('email'), parseEmail)
  const login = cell('login') || cell('email')
  if (login === '') problems.push('It has neither a login nor an e-mail address.')
  else if (cell('login') !== '') tried(login, parseLogin)
  return {
    line,
    login: login.slice(0, LONGEST_NAME + LONGEST_NAME),
    email,
    profile: readProfile(cell, tried),
    groups: tried(cell('groups'), parseGroups) ?? [],
    role: tried(cell('role'), (text) => oneOf(ROLES, 'role', text)),
    status: tried(cell('status'), (text) => oneOf(USER_STATUSES, 'status', text)),
    problems,
  }
}

function readProfile(
  cell: (field: ImportField) => string,
  tried: (text: string, parse: (text: string) => string) => string | undefined,
): ImportRow['profile'] {
  const names = (['givenName', 'familyName', 'name'] as const).flatMap((field) => {
    const name = tried(cell(field), parseName)
    return name === undefined ? [] : [[field, name]]
  })
  return Object.fromEntries(names)
}

function parseName(text: string): string {
  if (text.length <= LONGEST_NAME && !/\p{Cc}/u.test(text)) return text
  throw new Failure('invalid_input', 'A name has 200 characters at most, and is one line.')
}

/** Names, parted by `;` or `|`; each once. */
function parseGroups(text: string): string[] {
  const names = text.split(/[;|]/).map((name) => name.trim())
  const byKey = new Map(names.filter(Boolean).map((name) => [groupKey(name), name]))
  if (byKey.size <= MOST_GROUPS) return [...byKey.values()]
  throw new Failure('invalid_input', `A line names ${MOST_GROUPS} groups at most.`)
}

function oneOf<T extends string>(values: readonly T[], what: string, text: string): T {
  const found = values.find((value) => value === text.toLowerCase())
  if (found) return found
  const meant = nearest(text, values)
  const hint = meant ? `Did you mean "${meant}"?` : `There are: ${values.join(', ')}.`
  throw new Failure('invalid_input', `"${text.slice(0, 100)}" is no ${what}. ${hint}`)
}
