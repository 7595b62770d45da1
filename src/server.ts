import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import path from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import type { AdminDeps } from './admin/admin-deps.ts'
import { adminRoutes } from './admin/routes.ts'
import { startBackground } from './background.ts'
import type { Clock } from './base/clock.ts'
import type { ConnectionId } from './base/ids.ts'
import type { Log } from './base/log.ts'
import type { Sealer } from './base/seal.ts'
import { consoleRoutes } from './console/routes.ts'
import { limitTraces } from './core/audit/limit-traces.ts'
import {
  createTraceLogger,
  createTraceWriter,
  type TraceWriter,
} from './core/audit/trace-writer.ts'
import { createOrganizationDirectory } from './core/organizations/organization-directory.ts'
import { examineProvider } from './doctor/examine-provider.ts'
import { type HealthDeps, probeNow } from './doctor/health-keeper.ts'
import { answerFailed, answerFailures } from './front/answer-failures.ts'
import { createFrontDoor, type FrontDoor } from './front/front-door.ts'
import { createHealthHandler } from './front/health.ts'
import { type Address, listenAt } from './front/listen.ts'
import { createMetrics } from './front/metrics/metrics.ts'
import { answerOperations } from './front/operations.ts'
import { pictureRoutes } from './front/picture-routes.ts'
import { type FrontEnv, findVisit, rememberVisit } from './front/visit.ts'
import { previewLogin } from './login/preview-login.ts'
import {
  createProviderDocuments,
  type ProviderDocuments,
  readDiscoveryThrough,
} from './login/provider-documents.ts'
import { loginRoutes } from './login/routes.ts'
import { startTestSignIn } from './login/test-sign-in.ts'
import type { SmtpSettings } from './mail/smtp-transport.ts'
import { createOutbound, type Outbound } from './outbound/guarded-fetch.ts'
import { passwordLinkRoutes } from './password-links/routes.ts'
import { portalRoutes } from './portal/routes.ts'
import { createProviderEnd } from './provider/routes.ts'
import { scimRoutes } from './scim/routes.ts'
import { setupRoutes } from './setup/routes.ts'
import { createSetup } from './setup/setup.ts'
import { acknowledgeAtEnd } from './storage/acknowledge.ts'
import type { Db } from './storage/database.ts'
import { isAnswering } from './storage/ping-store.ts'
import { parseTrustedProxies, readCaller } from './web/client-address.ts'
import { statusOf } from './web/problem.ts'
import { sendPage } from './web/security-headers.ts'
import { unknownHostPage } from './web/unknown-host-page.ts'

type Deps = Readonly<{
  db: Db
  now: Clock
  log: Log
  sealer: Sealer
  trustedProxies: readonly string[]
  outboundAllow: readonly string[]
  /** When false, a failed sign-in still gets its code, and a line in the log. */
  keepsTraces: boolean
  traceRetentionMs: number
  /** Per organization. */
  mostTraces: number
  /** The mail server; without one, messages wait in the console's outbox. */
  mail?: SmtpSettings | undefined
  /** Whether a password hash of another cost is replaced at the next sign-in (default: yes). */
  renewsPasswordHashes?: boolean | undefined
  /** A file to which every event is appended, as a line of JSON. */
  eventFile?: string | undefined
  /** A port for health and metrics; without it, health is served with everything else. */
  operationsListen?: Address | undefined
}>

export type LatchkeyServer = Readonly<{
  /**
   * With an empty database, the path of the one link that creates the first owner; nothing else
   * answers until it has been used. Undefined if there is an organization already.
   */
  beginSetup(): Promise<string | undefined>
  listen(addresses: readonly Address[]): Promise<readonly Address[]>
  close(): Promise<void>
}>

/** Built by tools/build-console.ts; if it is missing, /console says so. */
const CONSOLE_FOLDER = path.join(import.meta.dirname, '..', 'dist', 'console')

/** Everything that exists in a running server, made and connected in one place, by hand. */
export function createServer(deps: Deps): LatchkeyServer {
  const { db, now, log, sealer, operationsListen } = deps
  const traceWriter = createTraces(deps)
  // Metrics are served on the operations port alone, so without one nothing is measured.
  const metrics = operationsListen && createMetrics({ db, now })
  const traces = metrics?.counting(traceWriter) ?? traceWriter
  const outbound = createOutbound({ allow: deps.outboundAllow, log })
  const documents = createProviderDocuments({ outbound, now, log })
  const warm: HealthDeps['warm'] = (...asked) => warmDocuments(documents, ...asked)
  const healthDeps = { db, now, log, fetchFor: outbound.fetchFor, warm }
  const background = startBackground({ ...deps, outbound, healthDeps })
  const directory = createOrganizationDirectory({ db, now })
  const trustedProxies = parseTrustedProxies(deps.trustedProxies)

  const setup = createSetup({ db, now })
  const setupPages = setupRoutes({ db, sealer, now, setup })
  const frontDoor = createFrontDoor({ directory, trustedProxies, now, log })
  const health = createHealthHandler({ isReady: () => isAnswering(db) })
  const provider = createProviderEnd({ db, now, log, sealer, traces, outbound })
  const { describeDestination, findAttempt } = provider
  const { renewsPasswordHashes } = deps
  const login = {
    ...{ db, now, log, sealer, traces, outbound, documents, renewsPasswordHashes },
    ...{ describeDestination, findAttempt },
  }
  const { listRefused } = frontDoor
  const app = createApp(deps, { login, provider, healthDeps, outbound, listRefused })

  /** oidc-provider is a Node handler; Hono answers everything it leaves. */
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!operationsListen && (await health(request, response))) return
    if (await setup.isPending()) return firstRun(request, response)
    const visit = await frontDoor.find(request)
    if (!visit) return pages(request, response)
    rememberVisit(request, visit)
    if (await provider.handle(request, response)) return
    await pages(request, response)
  }

  const pages = getRequestListener((request, { incoming }) => {
    const visit = findVisit(incoming)
    if (!visit) return sendPage(unknownHostPage(), { status: statusOf('unknown_host') })
    const answered = acknowledgeAtEnd(() => app.fetch(request, { visit }))
    return answered.catch((error: unknown) => {
      const { pathname: path } = new URL(request.url)
      return answerFailed(log, error, { path, accept: request.headers.get('accept') })
    })
  })

  /** There is no organization yet, so any Host will do: the first owner chooses the address. */
  const firstRun = getRequestListener((request, { incoming }) => {
    const { remoteAddress: socketAddress } = incoming.socket
    return setupPages.fetch(request, readCaller({ socketAddress }, request.headers, trustedProxies))
  })

  const listener: RequestListener = (request, response) => {
    metrics?.watch(request, response)
    answer(request, response).catch((error: unknown) => {
      const [path] = request.url?.split('?') ?? []
      const answered = answerFailed(log, error, { path, accept: request.headers.accept })
      if (response.headersSent) response.end()
      else void getRequestListener(() => answered)(request, response)
    })
  }

  const closers: (() => Promise<void>)[] = []
  return {
    beginSetup: () => setup.begin(),
    async listen(addresses) {
      const listening = await listenAt(listener, addresses)
      closers.push(listening.close)
      if (metrics) {
        const operations = await listenAt(answerOperations(health, metrics, log), [
          operationsListen,
        ])
        closers.push(operations.close)
      }
      return listening.addresses
    },
    async close() {
      await Promise.all(closers.map((close) => close()))
      await background.stop()
      await outbound.close()
      await traces.flush()
    },
  }
}

type Parts = Readonly<{
  login: Parameters<typeof loginRoutes>[0]
  provider: ReturnType<typeof createProviderEnd>
  healthDeps: HealthDeps
  outbound: Outbound
  listRefused: FrontDoor['listRefused']
}>

/** Every route except oidc-provider's own, and the answer where there is no route. */
function createApp(
  deps: Deps,
  { login, provider, healthDeps, outbound, listRefused }: Parts,
): Hono<FrontEnv> {
  const { db, now, log, sealer } = deps
  const sendsMail = deps.mail !== undefined
  const app = new Hono<FrontEnv>()
  app.route('/', pictureRoutes({ db }))
  app.route('/', portalRoutes({ db, now, sealer }))
  app.route('/', loginRoutes(login))
  app.route('/', passwordLinkRoutes({ db, now, log, sealer, sendsMail }))
  app.route('/', provider.routes)
  const { previewTokens } = provider
  const borrowed = {
    previewLogin,
    previewTokens,
    probeConnection: (id: ConnectionId) => probeNow(healthDeps, id),
    startTestSignIn: startTestSignIn.bind(undefined, login),
    ...waysOut(outbound, now),
  }
  app.route('/', adminRoutes({ db, now, log, sealer, sendsMail, listRefused, ...borrowed }))
  app.route('/', scimRoutes({ db, now, log }))
  app.route('/', consoleRoutes({ db, now, folder: CONSOLE_FOLDER }))
  answerFailures(app, log)
  return app
}

function createTraces({ db, now, log, sealer, keepsTraces }: Deps): TraceWriter {
  if (!keepsTraces) return createTraceLogger({ log })
  return limitTraces(createTraceWriter({ db, log, sealer }), { now, log })
}

/** Reads a provider's document and keys into the cache; while they are fresh there, asks nobody. */
async function warmDocuments(
  { discover, keys }: ProviderDocuments,
  ...[organization, connection]: Parameters<ProviderDocuments['discover']>
): Promise<void> {
  const { jwks_uri } = await discover(organization, connection)
  await keys(organization, jwks_uri)
}

/** The calls to other servers that administrators can cause, each within its organization's bounds. */
function waysOut(
  outbound: Outbound,
  now: Clock,
): Pick<AdminDeps, 'readDiscovery' | 'examineProvider' | 'fetchFor'> {
  const { fetchFor } = outbound
  return {
    fetchFor,
    readDiscovery: (organization) => readDiscoveryThrough(outbound, organization),
    examineProvider: (organization, asked) =>
      examineProvider({ fetch: fetchFor(organization), now }, asked),
  }
}
