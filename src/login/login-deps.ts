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
  /** Whether a password hash of another cost is replaced at the next sign-in (default: yes). */
  renewsPasswordHashes?: boolean | undefined
  /** The name of what `returnTo` leads to, for "to continue to NAME". */
  describeDestination?:
    | ((visit: Visit, returnTo: LocalPath) => Promise<string | undefined>)
    | undefined
  /** The attempt of the application's request that sent this browser here. */
  findAttempt?:
    | ((
        visit: Visit,
        from: { returnTo: LocalPath; cookieHeader: string | undefined },
      ) => Promise<BegunAttempt | undefined>)
    | undefined
}>

/** What a flow returns to its route: where the browser goes next, and which cookies it gets. */
export type Onward = Readonly<{
  location: string
  cookies: readonly string[]
  /** Applications' addresses that end their sessions when the browser loads them on the way. */
  leaves?: readonly string[]
  /** Set if the attempt goes on after a leg that usually ends it. */
  goesOn?: boolean
}>
