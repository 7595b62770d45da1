import type { StepDetail } from '../base/errors.ts'
import type { TracedAttempt } from '../core/audit/attempt-store.ts'
import type { Step, TraceRecord } from '../core/audit/trace.ts'
import { STEPS } from '../core/audit/trace-vocabulary.ts'
import type { Explanation } from '../core/causes/explanation.ts'
import { describeExplanation } from './describe-explanation.ts'

/** An attempt with the names of what it is about: ids tell a reader nothing. */
type NamedAttempt = Readonly<{
  attempt: TracedAttempt
  about: string
  explanation: Explanation | undefined
}>

const SIDES = { app: 'signing in here', provider: 'signing in to an application' } as const

/** The legs of an attempt, one under the other, each with its steps and their times. */
export function describeTraces(attempts: readonly NamedAttempt[]): string {
  return attempts
    .flatMap(({ attempt, about, explanation }) => [
      ...attempt.legs.map((leg) => describeLeg(leg, about)),
      ...(explanation ? [describeExplanation(explanation)] : []),
    ])
    .join('\n\n')
}

function describeLeg(leg: TraceRecord, about: string): string {
  const { code, side, outcome, steps, startedAt, endedAt, address, browser } = leg
  const what = `${code}  ${SIDES[side]}: ${outcome.replace('_', ' ')}`
  const took = `${new Date(startedAt).toISOString()}, ${endedAt - startedAt} ms`
  const from = `from ${address}${browser && ` (${browser})`}`
  const told = steps.flatMap((step) => describeStep(step, startedAt))
  return [what, `${took}, ${from}`, about, ...told].join('\n')
}

function describeStep({ name, startedAt, endedAt, failure, detail = {} }: Step, begin: number) {
  const time = `+${startedAt - begin} ms`.padStart(9)
  const took = endedAt > startedAt ? ` (${endedAt - startedAt} ms)` : ''
  const mark = failure ? '✗' : '✓'
  return [
    `${time}  ${mark} ${name}: ${STEPS[name]}${took}`,
    ...(failure ? [`${INDENT}${failure.message} [${failure.code}]`] : []),
    ...describeDetail(detail),
  ]
}

const INDENT = ' '.repeat(13)

/** What was expected stands above what came, aligned, so that the eye finds the difference. */
function describeDetail(detail: StepDetail): string[] {
  const { expected, received, ...others } = detail
  const entries = Object.entries({
    ...others,
    ...('expected' in detail && { expected }),
    ...('received' in detail && { received }),
  })
  return entries
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${INDENT}${`${key}:`.padEnd(10)} ${value ?? 'nothing'}`)
}
