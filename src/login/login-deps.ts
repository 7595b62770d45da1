import type { Clock } from '../base/clock.ts'
import type { LocalPath } from '../base/local-path.ts'
import type { Log } from '../base/log.ts'
import type { Sealer } from '../base/seal.ts'
import type { BegunAttempt } from '../core/audit/trace.ts'
import type { TraceWriter } from '../core/audit/trace-writer.ts'
import type { Visit } from '../front/visit.ts'
import type { Outbound } from '../outbound/guarded-fetch.ts'
import type { Db } from '../storage/database.ts'
import type { ProviderDocuments } from './provider-documents.ts'

export type LoginDeps = Readonly<{
  db: Db
  now: Clock
  sealer: Sealer
  traces: TraceWriter
  log: Log
  outbound: Outbound
  documents: ProviderDocuments
  /** Absent it is so: a hash of another cost than today's is replaced when its password was right. */
  renewsPasswordHashes?: boolean | undefined
  /** The name of what the person is on the way to, for "to continue to NAME". */
  describeDestination?:
    | ((visit: Visit, returnTo: LocalPath) => Promise<string | undefined>)
    | undefined
  /** The attempt of an application's request that this browser was sent here for. */
  findAttempt?:
    | ((
        visit: Visit,
        from: { returnTo: LocalPath; cookieHeader: string | undefined },
      ) => Promise<BegunAttempt | undefined>)
    | undefined
}>

/** What a flow hands to its route: where the browser goes now, and which cookies it takes along. */
export type Onward = Readonly<{
  location: string
  cookies: readonly string[]
  /** What applications want the browser to load on the way, so that they end their sessions. */
  leaves?: readonly string[]
  /** Where a leg that mostly ends the attempt did not. */
  goesOn?: boolean
}>
