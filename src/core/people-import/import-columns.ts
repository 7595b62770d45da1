import { Failure, type FieldFault } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'

/** What a column of the file can be about. */
export const IMPORT_FIELDS = [
  'login',
  'email',
  'givenName',
  'familyName',
  'name',
  'groups',
  'role',
  'status',
] as const
export type ImportField = (typeof IMPORT_FIELDS)[number]

/** How people and other programs call them, without case, spaces and signs. */
const SPELLINGS: Readonly<Record<ImportField, readonly string[]>> = {
  login: ['login', 'username', 'userprincipalname', 'userlogin'],
  email: ['email', 'mail', 'emailaddress', 'primaryemail'],
  givenName: ['givenname', 'firstname', 'forename'],
  familyName: ['familyname', 'lastname', 'surname'],
  name: ['name', 'displayname', 'fullname'],
  groups: ['groups', 'group'],
  role: ['role'],
  status: ['status', 'state'],
}

/** As they are told to people. */
const USUAL_NAMES = [
  'login',
  'email',
  'first name',
  'last name',
  'display name',
  'groups',
  'role',
  'status',
] as const

export type ColumnChoice = ImportField | 'ignore'

/**
 * What each column is about: as the caller says, else by its name. `undefined` is one to leave out.
 * One that nobody knows is refused rather than left out: a misspelt "groups" would import people
 * without their groups.
 */
export function readColumns(
  header: readonly string[],
  choices: Readonly<Record<string, ColumnChoice>>,
): (ImportField | undefined)[] {
  const faults: FieldFault[] = []
  const fields = header.map((text) => {
    const name = text.trim()
    const chosen = Object.hasOwn(choices, name) ? choices[name] : fieldNamed(name)
    if (chosen === 'ignore' || (name === '' && !chosen)) return undefined
    if (!chosen) faults.push({ path: `columns.${name}`, message: unknown(name) })
    return chosen
  })
  for (const field of IMPORT_FIELDS) {
    if (fields.filter((one) => one === field).length < 2) continue
    const message = `Two columns are about ${field}: leave one of them out.`
    faults.push({ path: `columns.${header[fields.lastIndexOf(field)]?.trim()}`, message })
  }
  if (faults.length === 0 && !fields.includes('login') && !fields.includes('email')) {
    const message =
      'The first line names no column "login" or "email", so nobody can be known by it.'
    faults.push({ path: 'csv', message })
  }
  if (faults.length === 0) return fields
  const [first] = faults
  throw new Failure('invalid_input', first?.message ?? '', { fields: faults })
}

function fieldNamed(name: string): ImportField | undefined {
  const plain = name.toLowerCase().replaceAll(/[^a-z]/g, '')
  return IMPORT_FIELDS.find((field) => SPELLINGS[field].includes(plain))
}

function unknown(name: string): string {
  const meant = nearest(name, [...USUAL_NAMES, ...IMPORT_FIELDS])
  const known = meant ? `Did you mean "${meant}"?` : `There are: ${USUAL_NAMES.join(', ')}.`
  return `The column "${name.slice(0, 100)}" is not known. ${known}`
}
