import { createServer, type Server } from 'node:http'
import { after } from 'node:test'
import { getRequestListener } from '@hono/node-server'
import { systemClock } from '../../src/base/clock.ts'
import { newId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import { createSealer, type Sealer } from '../../src/base/seal.ts'
import type { TraceRecord } from '../../src/core/audit/trace.ts'
import { createTraceLogger, createTraceWriter } from '../../src/core/audit/trace-writer.ts'
import {
  type Connection,
  type ConnectionSettings,
  DEFAULT_CONNECTION_SETTINGS,
} from '../../src/core/connections/connection.ts'
import { insertConnection } from '../../src/core/connections/connection-store.ts'
import {
  DEFAULT_ORGANIZATION_SETTINGS,
  type Organization,
  type OrganizationSettings,
} from '../../src/core/organizations/organization.ts'
import type { User } from '../../src/core/users/user.ts'
import { createVisit, type FrontEnv } from '../../src/front/visit.ts'
import type { LoginDeps } from '../../src/login/login-deps.ts'
import { createProviderDocuments } from '../../src/login/provider-documents.ts'
import { loginRoutes } from '../../src/login/routes.ts'
import { createOutbound } from '../../src/outbound/guarded-fetch.ts'
import type { Db } from '../../src/storage/database.ts'
import { toProblem } from '../../src/web/problem.ts'
import { createOrganization } from './create-organization.ts'
import { engines } from './databases.ts'
import { addPerson as addPersonTo, PASSWORD } from './running-server.ts'

export type LoginServer = Readonly<{
  url: string
  db: Db
  deps: LoginDeps
  sealer: Sealer
  organization: Organization
  /** What every leg of a sign-in left behind, oldest first. */
  traces(): Promise<TraceRecord[]>
  forgetDocuments(): void
}>

type Provider = Readonly<{ issuer: string; clientId: string; clientSecret: string }>

const closers: (() => Promise<void>)[] = []
// At the file's level: a server that a `before` hook starts outlives the hook.
after(() => Promise.all(closers.map((close) => close())))

/** The app's end alone, on a port of its own, with a database and one organization. */
export async function startLoginServer({
  settings = {},
  db: given,
  keepsTraces = true,
}: {
  settings?: Partial<OrganizationSettings>
  db?: Db
  keepsTraces?: boolean
} = {}): Promise<LoginServer> {
  const db = given ?? (await engines[0]?.fresh())
  if (!db) throw new Error('there is no engine to test on')
  const { server, port } = await listen()
  const sealer = createSealer(new Uint8Array(32).fill(7))
  const now = systemClock
  const log = createLog('silent')
  const organization = await createOrganization(
    { db, sealer, now },
    {
      slug: 'acme',
      name: 'Acme Tools',
      url: `http://localhost:${port}`,
      settings: { ...DEFAULT_ORGANIZATION_SETTINGS, ...settings },
    },
  )
  const outbound = createOutbound({})
  const written: TraceRecord[] = []
  const writer = keepsTraces ? createTraceWriter({ db, log, sealer }) : createTraceLogger({ log })
  const traces = {
    ...writer,
    write(trace: TraceRecord) {
      written.push(trace)
      writer.write(trace)
    },
  }
  let documents = createProviderDocuments({ outbound, now })
  const deps: LoginDeps = {
    ...{ db, now, sealer, traces, log, outbound },
    documents: {
      discover: (...given) => documents.discover(...given),
      discoverAnswering: (...given) => documents.discoverAnswering(...given),
      keys: (...given) => documents.keys(...given),
    },
  }
  serve(server, deps, organization)
  closers.push(async () => {
    await writer.flush()
    await outbound.close()
    server.closeAllConnections()
    server.close()
  })
  return {
    ...{ url: organization.url, db, deps, sealer, organization },
    async traces() {
      await writer.flush()
      return written
    },
    forgetDocuments() {
      documents = createProviderDocuments({ outbound, now })
    },
  }
}

function serve(server: Server, deps: LoginDeps, organization: Organization): void {
  const routes = loginRoutes(deps)
  routes.get('/', (c) => c.text('home'))
  routes.get('/welcome', (c) => c.text('welcome'))
  routes.onError((error, c) => {
    const { status, message } = toProblem(error)
    if (status === 500) console.error(error)
    return c.text(message, status)
  })
  const fetch: (request: Request) => Response | Promise<Response> = (request) => {
    const userAgent = request.headers.get('user-agent') ?? ''
    const visit = createVisit(organization, { address: '127.0.0.1', userAgent })
    return routes.fetch(request, { visit } satisfies FrontEnv['Bindings'])
  }
  server.on('request', getRequestListener(fetch))
}

async function listen(): Promise<{ server: Server; port: number }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('the server has no port')
  return { server, port: address.port }
}

/** A connection as an administrator would have saved it. */
export async function connect(
  { db, sealer, organization }: Pick<LoginServer, 'db' | 'sealer' | 'organization'>,
  { issuer, clientId, clientSecret }: Provider,
  {
    settings = {},
    ...more
  }: Partial<Omit<Connection, 'settings'>> & { settings?: Partial<ConnectionSettings> } = {},
): Promise<Connection> {
  const at = Date.now()
  const connection: Connection = {
    id: newId('connection', at),
    organizationId: organization.id,
    slug: 'okta',
    name: 'Okta',
    template: 'okta',
    enabled: true,
    position: 0,
    wellKnownUrl: `${issuer}/.well-known/openid-configuration`,
    issuer,
    clientId,
    clientAuthMethod: clientSecret ? 'client_secret_basic' : 'none',
    clientSecretSealed: clientSecret ? await sealer.seal(clientSecret) : undefined,
    privateKeySealed: undefined,
    settings: { ...DEFAULT_CONNECTION_SETTINGS, ...settings },
    createdAt: at,
    updatedAt: at,
    ...more,
  }
  await insertConnection(db, connection)
  return connection
}

export { PASSWORD }

/** Somebody of Acme: Ada, unless said otherwise. */
export function addPerson(
  server: Pick<LoginServer, 'db' | 'organization'>,
  more: Partial<User> = {},
): Promise<User> {
  const profile = { name: 'Ada Lovelace' }
  return addPersonTo(server, 'ada@acme.test', { profile, ...more })
}

/** How many rows a sign-in would have written. */
export async function countWritten(db: Db): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of ['user', 'identity', 'session'] as const) {
    counts[table] = (await db.selectFrom(table).selectAll().execute()).length
  }
  return counts
}
