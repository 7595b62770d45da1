import type { Step, TraceRecord } from '../audit/trace.ts'

/** The step that failed, as texts: what a cause is recognised by. */
export type Seen = Readonly<{
  step: Step['name'] | undefined
  /** The code of the failure: one of ours, or the protocol's. */
  code: string
  message: string
  /** A detail by its name; empty where the step has none. */
  told: (name: string) => string
}>

/** What was seen of a leg that failed: the last step that did, or nothing but its outcome. */
export function seenOf({ steps }: Pick<TraceRecord, 'steps'>): Seen {
  const step = steps.findLast(({ failure }) => failure) ?? steps.at(-1)
  const { detail = {}, failure, name } = step ?? {}
  return {
    step: name,
    code: failure?.code ?? '',
    message: failure?.message ?? '',
    told: (field) => {
      const value = detail[field]
      return value === undefined || value === null ? '' : String(value)
    },
  }
}

/** The first row that fits decides, so the narrower ones stand first. */
export type Row<Id extends string> = readonly [cause: Id, fits: (seen: Seen) => boolean]

export function firstThatFits<Id extends string>(
  rows: readonly Row<Id>[],
  seen: Seen,
): Id | undefined {
  return rows.find(([, fits]) => fits(seen))?.[0]
}
