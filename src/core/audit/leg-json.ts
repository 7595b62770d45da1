import type { Step, TraceRecord } from './trace.ts'
import type { Outcome, Side, StepName } from './trace-vocabulary.ts'

type LegJson = {
  s: Side
  o: Outcome
  /** When it began, and how long it took. */
  t: number
  d: number
  a: string
  b: string
  /** Present if it came from an application's server. */
  c?: 1
  /** A step: name, when it began after the leg did, how long it took, detail, failure. */
  p: (StepJson | Step)[]
}
type StepJson = [StepName, number, number, Step['detail'] | 0, (Step['failure'] | 0)?]

/** A leg whose steps are text already, in the compact form in which they are stored. */
export type WrittenLeg = Omit<TraceRecord, 'steps'> & Readonly<{ json: string }>

/**
 * Every sign-in writes several legs, and few are ever read. They wait to be stored as text: one string
 * costs the garbage collector less than dozens of small objects.
 */
export function writeLeg({ steps, ...leg }: TraceRecord): WrittenLeg {
  return { ...leg, json: legToJson(leg, steps) }
}

function legToJson(leg: Omit<TraceRecord, 'steps'>, steps: readonly Step[]): string {
  const { side, caller, outcome, startedAt, endedAt, address, browser } = leg
  const json: LegJson = {
    ...{ s: side, o: outcome, t: startedAt, d: endedAt - startedAt, a: address, b: browser },
    ...(caller === 'application' && { c: 1 }),
    p: steps.map((step) => stepToJson(step, startedAt)),
  }
  return JSON.stringify(json)
}

function stepToJson({ name, detail, failure, ...at }: Step, begin: number): StepJson {
  const timed = [name, at.startedAt - begin, at.endedAt - at.startedAt] as const
  return failure ? [...timed, detail ?? 0, failure] : [...timed, detail ?? 0]
}

/** All legs of an attempt, the oldest first: two nodes may have written them in another order. */
export function legsFromJson(
  text: string,
  about: Omit<TraceRecord, 'asserted' | keyof ReturnType<typeof legFromJson>>,
): TraceRecord[] {
  const legs: LegJson[] = JSON.parse(`[${text}]`)
  return legs
    .map((leg) => ({ ...about, ...legFromJson(leg) }))
    .sort((one, other) => one.startedAt - other.startedAt)
}

function legFromJson({ s, o, t, d, a, b, c, p }: LegJson) {
  const caller: TraceRecord['caller'] = c ? 'application' : 'browser'
  return {
    side: s,
    caller,
    outcome: o,
    address: a,
    browser: b,
    startedAt: t,
    endedAt: t + d,
    // Older legs are stored in full.
    steps: p.map((step) => (Array.isArray(step) ? stepFromJson(step, t) : step)),
  }
}

function stepFromJson([name, offset, took, detail, failure]: StepJson, begin: number): Step {
  return {
    name,
    startedAt: begin + offset,
    endedAt: begin + offset + took,
    ...(failure && { failure }),
    ...(detail && { detail }),
  }
}
