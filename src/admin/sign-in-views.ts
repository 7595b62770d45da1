import type { z } from '@hono/zod-openapi'
import type { TracedAttempt } from '../core/audit/attempt-store.ts'
import type { Step, TraceRecord } from '../core/audit/trace.ts'
import { STEPS } from '../core/audit/trace-vocabulary.ts'
import { compareValues } from '../core/causes/compare-values.ts'
import type { Explanation } from '../core/causes/explanation.ts'
import { showInvisible } from '../web/difference.ts'
import type * as contract from './contract/sign-ins.ts'
import { toTime } from './time.ts'

type View = z.output<typeof contract.signInView>

/** The present names of the ids in an attempt, and why it failed, if it did. */
export type Known = Readonly<{
  names: ReadonlyMap<string, string>
  explanation: Explanation | undefined
}>

export function viewSummary(
  attempt: TracedAttempt,
  known: Known,
): z.output<typeof contract.signInSummary> {
  return { ...viewCommon(attempt, known), causeTitle: known.explanation?.title ?? null }
}

export function viewSignIn(attempt: TracedAttempt, known: Known): Omit<View, 'asksWhatIf'> {
  return {
    ...viewCommon(attempt, known),
    cause: viewCause(known.explanation),
    legs: attempt.legs.map(viewLeg),
  }
}

function viewCommon(attempt: TracedAttempt, { names }: Known) {
  const { code, outcome, address, browser, legs } = attempt
  const party = (id: string | undefined) =>
    id === undefined ? null : { id, name: names.get(id) ?? null }
  const failed = legs.at(-1)?.steps.findLast(({ failure }) => failure)
  return {
    ...{ code, outcome, address, browser },
    kind: kindOf(legs),
    startedAt: toTime(attempt.startedAt),
    endedAt: toTime(attempt.endedAt),
    connection: party(attempt.connectionId),
    application: party(attempt.applicationId),
    person: party(attempt.userId),
    failure: failed?.failure ? { step: failed.name, ...failed.failure } : null,
  }
}

function kindOf(legs: readonly TraceRecord[]): View['kind'] {
  const first = legs[0]?.steps[0]?.name
  if (first === 'sign_out' || first === 'check_logout_token') return 'sign_out'
  if (first === 'test_sign_in') return 'test'
  return first === 'token_request' ? 'tokens' : 'sign_in'
}

export function viewCause(explanation: Explanation | undefined): View['cause'] {
  if (!explanation) return null
  const { cause, kind, title, sentence, check, expected, received, remedies } = explanation
  return {
    ...{ id: cause, kind, title, sentence },
    ...{ check: check ?? null, expected: expected ?? null, received: received ?? null },
    difference: viewDifference(expected, received),
    remedies: remedies.map(({ where, menuPath, text, valueToPaste, settingLink }) => ({
      ...{ where, menuPath: [...menuPath], text },
      valueToPaste: valueToPaste ?? null,
      settingLink: settingLink ?? null,
    })),
  }
}

function viewLeg(leg: TraceRecord): View['legs'][number] {
  const { side, caller, outcome, startedAt, endedAt, address, browser, steps } = leg
  return {
    ...{ side, caller, outcome, address, browser },
    startedAt: toTime(startedAt),
    durationMs: endedAt - startedAt,
    steps: steps.map(viewStep),
  }
}

function viewStep({ name, startedAt, endedAt, detail = {}, failure }: Step) {
  const told = Object.entries(detail).map(([key, value]) => [key, value ?? null] as const)
  return {
    name,
    title: STEPS[name],
    startedAt: toTime(startedAt),
    durationMs: endedAt - startedAt,
    detail: Object.fromEntries(told),
    difference: failure ? viewDifference(detail.expected, detail.received) : null,
    failure: failure ?? null,
  }
}

function viewDifference(expected: unknown, received: unknown) {
  if (typeof expected !== 'string' || typeof received !== 'string') return null
  const difference = compareValues(expected, received)
  if (!difference) return null
  return {
    before: showInvisible(difference.before),
    expected: showInvisible(difference.expected),
    received: showInvisible(difference.received),
    after: showInvisible(difference.after),
  }
}
