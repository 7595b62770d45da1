import { Failure, type StepDetail } from '../base/errors.ts'
import { readConfig } from '../config.ts'
import { parseTraceCode, type Step, type TraceRecord } from '../core/audit/trace.ts'
import { listTracesByCode } from '../core/audit/trace-store.ts'
import { STEPS } from '../core/audit/trace-vocabulary.ts'
import { openInstallation } from '../installation/open-installation.ts'
import { CONFIG_HELP, CONFIG_OPTION, type Command, readArgs } from './command.ts'

export const traceCommand: Command = {
  name: 'trace',
  summary: 'tells what happened in a sign-in, by the code that the person was shown',
  help: `Prints the steps of a sign-in attempt: what was checked, what was expected, what came, and how
long it took. CODE is what the failure page shows; case and hyphen do not matter.

Usage: latchkey trace CODE [--json] [--config FILE]

  CODE                   such as KDHR-7WMP
  --json                 print as JSON
${CONFIG_HELP}

Example: latchkey trace KDHR-7WMP`,
  async run(args, { env, print }) {
    const options = { ...CONFIG_OPTION, json: { type: 'boolean' } } as const
    const { values, positionals } = readArgs(args, options, ['CODE'])
    const given = positionals[0] ?? ''
    const code = parseTraceCode(given)
    if (!code)
      throw new Failure(
        'invalid_input',
        `A code has eight letters and digits, such as KDHR-7WMP. Received: ${given}`,
      )
    const { db, close } = await openInstallation(readConfig({ env, file: values.config }))
    try {
      const traces = await listTracesByCode(db, code)
      if (traces.length === 0) {
        throw new Failure(
          'not_found',
          `Nothing is known of ${code}: it is mistyped, or too old to be kept.`,
        )
      }
      print(values.json ? JSON.stringify(traces, null, 2) : describeTraces(traces))
      return 0
    } finally {
      await close()
    }
  },
}

const SIDES = { app: 'signing in here', provider: 'signing in to an application' } as const

/** The legs of one attempt, one under the other, each with its steps and their times. */
export function describeTraces(traces: readonly TraceRecord[]): string {
  return traces
    .map((trace) => {
      const { code, side, outcome, startedAt, endedAt, address } = trace
      const took = `${endedAt - startedAt} ms`
      const title = `${code}  ${SIDES[side]}  ${outcome.replace('_', ' ')}  ${new Date(startedAt).toISOString()}  ${took}  from ${address}`
      return [title, ...trace.steps.flatMap((step) => describeStep(step, startedAt))].join('\n')
    })
    .join('\n\n')
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
