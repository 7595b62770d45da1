import type { IncomingMessage, ServerResponse } from 'node:http'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { type Clock, SECOND } from '../../base/clock.ts'
import type { TraceRecord } from '../../core/audit/trace.ts'
import type { TraceWriter } from '../../core/audit/trace-writer.ts'
import type { Db } from '../../storage/database.ts'
import { isAnswering } from '../../storage/ping-store.ts'
import {
  countUnsealedEvents,
  countWaitingMail,
  listFailingApplications,
  listProviders,
  listStreamLags,
} from './metrics-store.ts'
import { routeName } from './route-name.ts'

/**
 * Metrics for Prometheus. They reveal how often people sign in and through which providers, so they
 * are served at `operations.listen` and nowhere else.
 */
export type Metrics = Readonly<{
  /** Times a request until it is answered. */
  watch(request: IncomingMessage, response: ServerResponse): void
  /** The same writer, counting the legs of sign-ins. */
  counting(traces: TraceWriter): TraceWriter
  /** False where another path was asked for. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<boolean>
}>

const SECONDS = [0.005, 0.025, 0.1, 0.25, 1, 2.5, 10]

export function createMetrics({ db, now }: Readonly<{ db: Db; now: Clock }>): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const durations = new Histogram({
    name: 'latchkey_http_request_duration_seconds',
    help: 'Requests by part of the server and class of the status.',
    labelNames: ['route', 'status'],
    buckets: SECONDS,
    registers,
  })
  const signIns = new Counter({
    name: 'latchkey_sign_in_legs_total',
    help: 'Legs of sign-ins by end, outcome, and the code of what failed.',
    labelNames: ['side', 'outcome', 'reason'],
    registers,
  })
  const readState = createStateGauges(registry, { db, now })
  const showLoad = createTraceGauges(registry)
  let writer: TraceWriter | undefined

  return {
    watch(request, response) {
      const begunAt = performance.now()
      response.once('finish', () => {
        const route = routeName(request.url?.split('?', 1)[0] ?? '')
        const status = `${Math.floor(response.statusCode / 100)}xx`
        durations.labels(route, status).observe((performance.now() - begunAt) / SECOND)
      })
    },
    counting(traces) {
      writer = traces
      return {
        ...traces,
        write(trace) {
          signIns.labels(trace.side, trace.outcome, reasonOf(trace)).inc()
          traces.write(trace)
        },
      }
    },
    async answer(request, response) {
      if (request.url?.split('?', 1)[0] !== '/metrics') return false
      await readState()
      if (writer) showLoad(writer)
      const text = await registry.metrics()
      response.writeHead(200, { 'content-type': registry.contentType }).end(text)
      return true
    },
  }
}

/** From the closed list of failures, never anything that somebody sent. */
function reasonOf({ steps }: TraceRecord): string {
  return steps.findLast(({ failure }) => failure)?.failure?.code ?? ''
}

function createTraceGauges(registry: Registry): (writer: TraceWriter) => void {
  const registers = [registry]
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers })
  const waiting = gauge('latchkey_traces_waiting', 'Still to be stored.')
  const dropped = gauge(
    'latchkey_traces_dropped',
    'Since the start, for want of room or as too many of one address.',
  )
  return (writer) => {
    const load = writer.load()
    waiting.set(load.waiting)
    dropped.set(load.dropped)
  }
}

/** Gauges that are read from the database at each scrape; while it is down, only that it is. */
function createStateGauges(registry: Registry, { db, now }: Readonly<{ db: Db; now: Clock }>) {
  const registers = [registry]
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `latchkey_${name}`, help, labelNames, registers })
  const labels = ['organization', 'connection']
  const database = gauge('database_up', '1 while the database answers.')
  const up = gauge('connection_up', '1 up, 0 down; absent before the first look.', labels)
  const clock = gauge('connection_clock_ahead_seconds', "The provider's clock, to ours.", labels)
  const expiry = gauge('connection_secret_expires_seconds', 'Until the client secret does.', labels)
  const age = gauge('connection_probe_age_seconds', 'Since the last look.', labels)
  const unsealed = gauge('audit_unsealed_events', 'Without a place in the chain; 1000 at most.')
  const lag = gauge('event_stream_lag_events', 'Still to be sent.', ['organization', 'destination'])
  const mail = gauge('mail_waiting', 'Messages that are not sent yet; 1000 at most.')
  const noticeLabels = ['organization', 'application']
  const notices = gauge('logout_notices_failing_seconds', 'Since none arrives.', noticeLabels)

  return async (): Promise<void> => {
    const isUp = await isAnswering(db).catch(() => false)
    database.set(isUp ? 1 : 0)
    for (const one of [up, clock, expiry, age, lag, notices]) one.reset()
    if (!isUp) return
    for (const { organization, connection, ...known } of await listProviders(db)) {
      const { state, clockAheadMs, lastProbeAt, secretExpiresAt } = known
      if (state !== 'unknown') up.labels(organization, connection).set(state === 'up' ? 1 : 0)
      if (clockAheadMs !== null) clock.labels(organization, connection).set(clockAheadMs / SECOND)
      if (secretExpiresAt !== undefined) {
        expiry.labels(organization, connection).set((secretExpiresAt - now()) / SECOND)
      }
      if (lastProbeAt !== null) {
        age.labels(organization, connection).set((now() - lastProbeAt) / SECOND)
      }
    }
    for (const { organization, destination, last, taken } of await listStreamLags(db)) {
      lag.labels(organization, destination).set(last - taken)
    }
    for (const { organization, application, failingSince } of await listFailingApplications(db)) {
      notices.labels(organization, application).set((now() - Number(failingSince)) / SECOND)
    }
    unsealed.set(await countUnsealedEvents(db))
    mail.set(await countWaitingMail(db))
  }
}
