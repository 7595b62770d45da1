import { isDeepStrictEqual } from 'node:util'
import type { StepDetail } from '../base/errors.ts'
import { changedFields } from '../core/audit/changed-fields.ts'
import type { Db } from '../storage/database.ts'

/** One thing that a file declares, beside what there is. */
export type Change = Readonly<{
  kind: 'create' | 'update' | 'none'
  what:
    | 'organization'
    | 'authorization server'
    | 'connection'
    | 'group'
    | 'user'
    | 'application'
    | 'event webhook'
  /** `acme/connections/okta` */
  path: string
  /** What an update changes. */
  fields: readonly FieldChange[]
}>

/** A secret is changed, and its values are nobody's business. */
export type FieldChange = Readonly<
  { field: string; secret: true } | { field: string; before: unknown; after: unknown }
>

export type Write = (tx: Db) => Promise<void>

/** A change, and how to carry it out: what takes time first, then what it writes. */
export type PlannedChange = Readonly<{
  change: Change
  prepare(): Promise<Write> | Write
}>

/** Which of the fields differ, one line each. Parts of a field are told by themselves. */
export function differences(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  fields: Iterable<string> = Object.keys(after),
): FieldChange[] {
  return [...fields].flatMap((field): FieldChange[] => {
    const [old, next] = [before[field], after[field]]
    if (isDeepStrictEqual(old, next)) return []
    if (!isRecord(old) || !isRecord(next)) return [{ field, before: old, after: next }]
    const parts = new Set([...Object.keys(old), ...Object.keys(next)])
    return differences(old, next, parts).map((inner) => ({
      ...inner,
      field: `${field}.${inner.field}`,
    }))
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

export function secretChange(field: string, isChanged: boolean): FieldChange[] {
  return isChanged ? [{ field, secret: true }] : []
}

/** The same for the audit log: each field as it was and as it is, and secrets by name alone. */
export function toldOf(fields: readonly FieldChange[]): StepDetail {
  return Object.assign(
    {},
    ...fields.map((change) =>
      'secret' in change
        ? { [`changed.${change.field}`]: true }
        : changedFields({ [change.field]: change.before }, { [change.field]: change.after }),
    ),
  )
}

/** The kind that follows from whether it is there and what differs. */
export function kindOf(present: unknown, fields: readonly FieldChange[]): Change['kind'] {
  if (present === undefined) return 'create'
  return fields.length > 0 ? 'update' : 'none'
}

/** What is given, over what there is: a key that was left out keeps its present value. */
export function merged<T extends object>(present: T, given: object | undefined): T {
  const said = Object.entries(given ?? {}).filter(([, value]) => value !== undefined)
  // Each key that is given has the type of that key: the schema of the file is made after T.
  return { ...present, ...Object.fromEntries(said) } as T
}
