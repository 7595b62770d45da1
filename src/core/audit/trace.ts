import { randomInt } from 'node:crypto'
import type { Clock } from '../../base/clock.ts'
import { Failure, type StepDetail } from '../../base/errors.ts'
import { newId, type OrganizationId, type TraceId } from '../../base/ids.ts'
import { redact } from './redact.ts'
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

/** What one leg of an attempt leaves behind. The legs of one attempt share its code. */
export type TraceRecord = Readonly<{
  id: TraceId
  organizationId: OrganizationId
  code: string
  side: Side
  outcome: Outcome
  connectionId: string | undefined
  applicationId: string | undefined
  userId: string | undefined
  address: string
  userAgent: string
  steps: readonly Step[]
  startedAt: number
  endedAt: number
}>

type About = Partial<Pick<TraceRecord, 'connectionId' | 'applicationId' | 'userId'>>

export type Trace = Readonly<{
  /** Short, sayable on the telephone; what a failure page shows. */
  code: string
  /** Says who or what the attempt is about, as soon as it is known. */
  about(known: About): void
  /** Runs one step and records it, with what `note` was told, whether it succeeds or throws. */
  step<T>(name: StepName, run: (note: (detail: StepDetail) => void) => Promise<T> | T): Promise<T>
  /** Records a step that took no time of its own. */
  record(name: StepName, detail?: StepDetail, failure?: Step['failure']): void
  /** The record as it stands. */
  end(outcome: Outcome): TraceRecord
}>

type Started = Pick<TraceRecord, 'organizationId' | 'side' | 'address' | 'userAgent'> & {
  /** The code of the leg before, when this one continues an attempt. */
  code?: string
}

export function startTrace(now: Clock, started: Started): Trace {
  const steps: Step[] = []
  const startedAt = now()
  const code = started.code ?? newTraceCode()
  let known: About = {}

  const add = (step: Step) => {
    if (steps.length < MOST_STEPS) steps.push(step)
  }

  return {
    code,
    about: (more) => {
      known = { ...known, ...more }
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
        add({ name, startedAt: begin, endedAt: now(), failure, ...withDetail(told) })
        throw error
      }
    },
    record(name, detail = {}, failure) {
      const at = now()
      add({
        name,
        startedAt: at,
        endedAt: at,
        ...(failure && { failure }),
        ...withDetail(detail),
      })
    },
    end: (outcome) => ({
      id: newId('trace', startedAt),
      organizationId: started.organizationId,
      code,
      side: started.side,
      outcome,
      connectionId: known.connectionId,
      applicationId: known.applicationId,
      userId: known.userId,
      address: started.address,
      userAgent: started.userAgent.slice(0, 300),
      steps,
      startedAt,
      endedAt: now(),
    }),
  }
}

const MOST_STEPS = 60

function withDetail(detail: StepDetail): Pick<Step, 'detail'> {
  return Object.keys(detail).length > 0 ? { detail: redact(detail) } : {}
}

function describeError(error: unknown): { code: string; message: string } {
  if (error instanceof Failure) return { code: error.code, message: error.message }
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: '' }
  return { code: name, message: String(redact({ message }).message) }
}

/** No vowels, so no words; nothing that is heard or read as something else. */
const LETTERS = 'BCDFGHJKMPQRTVWXYZ2346789'

function newTraceCode(): string {
  const letters = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)])
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`
}

/** A code as people type it: any case, with or without the hyphen. */
export function parseTraceCode(text: string): string | undefined {
  const letters = text.toUpperCase().replace(/[^0-9A-Z]/g, '')
  return letters.length === 8 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : undefined
}
