import { api, take } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'

export type Imported = Schemas['PeopleImported']
export type ImportedRow = Schemas['ImportedRow']
export type Outcome = ImportedRow['outcome']
export type ImportTerms = Omit<Schemas['PeopleImport'], 'dryRun'>
export type ColumnChoice = NonNullable<ImportTerms['columns']>[string]

export function importPeople(terms: ImportTerms, dryRun: boolean): Promise<Imported> {
  return take(api.POST('/users/import', { body: { ...terms, dryRun } }))
}

/** In the order in which they want to be looked at; before the import and after it. */
export const OUTCOMES: readonly Readonly<{ value: Outcome; will: string; did: string }>[] = [
  { value: 'refused', will: 'Refused', did: 'Refused' },
  { value: 'create', will: 'Will be added', did: 'Added' },
  { value: 'change', will: 'Will change', did: 'Changed' },
  { value: 'unchanged', will: 'Unchanged', did: 'Unchanged' },
]

export const COLUMN_NAMES: Record<ColumnChoice, string> = {
  ignore: 'Leave it out',
  login: 'Login',
  email: 'E-mail address',
  givenName: 'Given name',
  familyName: 'Family name',
  name: 'Display name',
  groups: 'Groups',
  role: 'Role',
  status: 'Status',
}

/** What a file says, as text; undefined where it is no UTF-8. */
export async function readFile(file: File): Promise<string | undefined> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer())
  } catch {
    return undefined
  }
}
