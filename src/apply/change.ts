import { isDeepStrictEqual } from 'node:util'
import type { StepDetail } from '../base/errors.ts'
import { changedFields } from '../core/audit/changed-fields.ts'
import type { Db } from '../storage/database.ts'

/** What applying one declared thing would change. */
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

/** Of a secret only the fact that it changes is told. */
export type FieldChange = Readonly<
  { field: string; secret: true } | { field: string; before: unknown; after: unknown }
>

export type Write = (tx: Db) => Promise<void>

/** A change, and how to carry it out: `prepare` does what is slow, and returns what writes. */
export type PlannedChange = Readonly<{
  change: Change
  prepare(): Promise<Write> | Write
}>

/** The fields that differ; of a field with parts, each part that differs, as `field.part`. */
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

/** The same for the audit log: each field before and after, and secrets by name only. */
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

/** What kind of change it is, by whether the thing exists and what differs. */
export function kindOf(present: unknown, fields: readonly FieldChange[]): Change['kind'] {
  if (present === undefined) return 'create'
  return fields.length > 0 ? 'update' : 'none'
}

/** The present values, with the given ones in their place; a key that was left out stays. */
export function merged<T extends object>(present: T, given: object | undefined): T {
  const said = Object.entries(given ?? {}).filter(([, value]) => value !== undefined)
  // The cast holds because the schema of the file gives each key the type it has in T.
  return { ...present, ...Object.fromEntries(said) } as T
}
