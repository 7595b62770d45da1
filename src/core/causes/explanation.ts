import type { TraceRecord } from '../audit/trace.ts'
import type { Connection } from '../connections/connection.ts'
import type { CauseId } from './catalogue.ts'
import type { Remedy } from './cause.ts'

export type Leg = Pick<
  TraceRecord,
  'side' | 'outcome' | 'steps' | 'startedAt' | 'userId' | 'applicationId' | 'connectionId'
>

/** What an attempt was about, as it stands now; what is gone since may be left out. */
export type ExplainContext = Readonly<{
  organization: Readonly<{ name: string; url: string }>
  connection?:
    | Pick<
        Connection,
        'id' | 'name' | 'slug' | 'template' | 'issuer' | 'wellKnownUrl' | 'clientId' | 'settings'
      >
    | undefined
  application?: Readonly<{ id: string; label: string }> | undefined
  person?: Readonly<{ id: string; login: string }> | undefined
  now: number
}>

export type Explanation = Readonly<{
  cause: CauseId
  /** `warning`: the sign-in went well, and something is missing all the same. */
  kind: 'failure' | 'warning'
  title: string
  /** For administrators. */
  sentence: string
  /** Which check it was, in the words of the trace. */
  check?: string
  expected?: string
  received?: string
  /** At the provider, at the application, and here: in the order of what helps most. */
  remedies: readonly Remedy[]
}>
