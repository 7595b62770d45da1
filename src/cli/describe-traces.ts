import type { StepDetail } from '../base/errors.ts'
import type { Step, TraceRecord } from '../core/audit/trace.ts'
import { STEPS } from '../core/audit/trace-vocabulary.ts'

/** A trace with the names of what it is about: ids tell a reader nothing. */
type NamedTrace = Readonly<{ trace: TraceRecord; about: readonly string[] }>

const SIDES = { app: 'signing in here', provider: 'signing in to an application' } as const

/** The legs of one attempt, one under the other, each with its steps and their times. */
export function describeTraces(traces: readonly NamedTrace[]): string {
  return traces.map(describeTrace).join('\n\n')
}

function describeTrace({ trace, about }: NamedTrace): string {
  const { code, side, outcome, steps, startedAt, endedAt, address } = trace
  const what = `${code}  ${SIDES[side]}: ${outcome.replace('_', ' ')}`
  const when = `${new Date(startedAt).toISOString()}, ${endedAt - startedAt} ms, from ${address}`
  return [what, when, ...about, ...steps.flatMap((step) => describeStep(step, startedAt))].join(
    '\n',
  )
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
