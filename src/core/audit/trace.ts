import type { Clock } from '../../base/clock.ts'
import { Failure, type StepDetail } from '../../base/errors.ts'
import type { OrganizationId } from '../../base/ids.ts'
import { describeCaller } from '../../web/browser-name.ts'
import type { AssertedPerson } from '../users/asserted-person.ts'
import { redact } from './redact.ts'
import { newTraceCode } from './trace-code.ts'
import type { Outcome, Side, StepName } from './trace-vocabulary.ts'

export type Step = Readonly<{
  name: StepName
  startedAt: number
  endedAt: number
  /** Absent when the step went well. */
  failure?: Readonly<{ code: string; message: string }>
  /** What was expected beside what came, and what was decided; never a secret or a token. */
  detail?: StepDetail
}>

/** The record of one leg of an attempt. The legs of one attempt share its code. */
export type TraceRecord = Readonly<{
  organizationId: OrganizationId
  code: string
  side: Side
  /** Who sent the request: the person's browser, or the application by itself. */
  caller: 'browser' | 'application'
  outcome: Outcome
  connectionId: string | undefined
  applicationId: string | undefined
  userId: string | undefined
  address: string
  /** Short, such as `Firefox on macOS`, or what a program calls itself. */
  browser: string
  steps: readonly Step[]
  startedAt: number
  endedAt: number
  /** What the provider said about the person, for what-if questions later. Stored sealed. */
  asserted?: AssertedPerson
}>

/** An attempt that an application's request began, and that the login screen continues. */
export type BegunAttempt = Readonly<{ code: string; applicationId: string | undefined }>

type About = Partial<Pick<TraceRecord, 'connectionId' | 'applicationId' | 'userId'>>

export type Trace = Readonly<{
  /** The short code that a failure page shows. */
  code: string
  /** Says who or what the attempt is about, as soon as it is known. */
  about(known: About): void
  /** Records what the provider said about the person, once it has been checked. */
  heard(person: AssertedPerson): void
  /** Runs one step and records it with what `note` was given, whether it succeeds or throws. */
  step<T>(name: StepName, run: (note: (detail: StepDetail) => void) => Promise<T> | T): Promise<T>
  /** Records a step that took no time of its own. */
  record(name: StepName, detail?: StepDetail, failure?: Step['failure']): void
  /** The record as it stands. */
  end(outcome: Outcome): TraceRecord
}>

type Started = Pick<TraceRecord, 'organizationId' | 'side' | 'address'> & {
  userAgent: string
  caller?: TraceRecord['caller']
  /** The code of the leg before, when this one continues an attempt. */
  code?: string
}

export function startTrace(now: Clock, started: Started): Trace {
  const steps: Step[] = []
  const startedAt = now()
  const code = started.code ?? newTraceCode()
  let known: About = {}
  let asserted: AssertedPerson | undefined

  const add = (step: Step) => {
    if (steps.length < MOST_STEPS) steps.push(step)
  }

  return {
    code,
    about: (more) => {
      known = { ...known, ...more }
    },
    heard: (person) => {
      asserted = person
    },
    async step(name, run) {
      const begin = now()
      let detail: StepDetail = {}
      const note = (more: StepDetail) => {
        detail = { ...detail, ...more }
      }
      try {
        const result = await run(note)
        add({ name, startedAt: begin, endedAt: now(), ...withDetail(detail) })
        return result
      } catch (error) {
        const told = error instanceof Failure ? { ...detail, ...error.detail } : detail
        const failure = describeError(error)
        add({
          name,
          startedAt: begin,
          endedAt: now(),
          ...withFailure(failure),
          ...withDetail(told),
        })
        throw error
      }
    },
    record(name, detail = {}, failure) {
      const at = now()
      add({
        name,
        startedAt: at,
        endedAt: at,
        ...(failure && withFailure(failure)),
        ...withDetail(detail),
      })
    },
    end: (outcome) => ({
      organizationId: started.organizationId,
      code,
      side: started.side,
      caller: started.caller ?? 'browser',
      outcome,
      connectionId: known.connectionId,
      applicationId: known.applicationId,
      userId: known.userId,
      address: started.address,
      browser: describeCaller(started.userAgent),
      steps,
      startedAt,
      endedAt: now(),
      ...(asserted && { asserted }),
    }),
  }
}

const MOST_STEPS = 40

function withDetail(detail: StepDetail): Pick<Step, 'detail'> {
  return Object.keys(detail).length > 0 ? { detail: redact(detail) } : {}
}

/** Its message may quote a provider, an application or a browser. */
function withFailure({ code, message }: NonNullable<Step['failure']>): Pick<Step, 'failure'> {
  return { failure: { code, message: String(redact({ message }).message) } }
}

function describeError(error: unknown): { code: string; message: string } {
  if (error instanceof Failure) return { code: error.code, message: error.message }
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: '' }
  return { code: name, message }
}
