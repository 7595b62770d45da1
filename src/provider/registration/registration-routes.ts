/**
 * Dynamic client registration: programs make, change and delete applications (RFC 7591, RFC 7592).
 *
 *   POST, GET /oauth2/v1/clients                           register; list
 *   GET, PUT, DELETE /oauth2/v1/clients/{client_id}        read; replace; delete
 *   POST /oauth2/v1/clients/{client_id}/lifecycle/newSecret
 *
 * As at Okta it wants an API token. The admin API's functions of core do the work, so rules, events
 * and what becomes of an application are the same; the words are the protocol's, here alone.
 */
import type { Context } from 'hono'
import { Hono } from 'hono'
import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import type { Sealer } from '../../base/seal.ts'
import { equalSecrets } from '../../base/token.ts'
import { type Application, usesSecret } from '../../core/applications/application.ts'
import {
  removeApplication,
  setApplicationStatus,
} from '../../core/applications/application-lifecycle.ts'
import { listApplicationSecrets } from '../../core/applications/application-secret-store.ts'
import { replaceApplicationSecrets } from '../../core/applications/application-secrets.ts'
import {
  findApplicationByClientId,
  searchApplications,
} from '../../core/applications/application-store.ts'
import { changeApplication, createApplication } from '../../core/applications/save-application.ts'
import type { Event } from '../../core/audit/event.ts'
import type { FrontEnv } from '../../front/visit.ts'
import type { Db } from '../../storage/database.ts'
import { isForLog } from '../../web/problem.ts'
import { decodedPath, parsedJson, readBounded, refuseText } from '../../web/readable-body.ts'
import { commonHeaders } from '../../web/security-headers.ts'
import { metadataOf, settingsFrom, typeFrom } from './application-metadata.ts'
import { type Metadata, readMetadata, refusedMetadata } from './read-metadata.ts'
import { refuseMethods, sendInvalidRequest, sendRefusal } from './registration-answers.ts'
import { requireRegistrar } from './require-registrar.ts'

type Deps = Readonly<{ db: Db; now: Clock; log: Log; sealer: Sealer }>
type Env = FrontEnv & { Variables: { actor: Event['actor'] } }

export const REGISTRATION_PATH = '/oauth2/v1/clients'
const LARGEST_BYTES = 1024 * 1024
const A_PAGE = 20
const MOST_A_PAGE = 200
/** A pattern much longer is refused by SQLite. */
const LONGEST_SEARCH = 200

export function registrationRoutes(deps: Deps): Hono<Env> {
  const api = new Hono<Env>()
  api.use('*', async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(commonHeaders({ https: c.env.visit.secure }))) {
      c.res.headers.set(name, value)
    }
    c.res.headers.set('cache-control', 'no-store')
  })
  api.use('*', async (c, next) => {
    for (const part of [decodedPath(c.req.path), ...Object.values(c.req.query())]) refuseText(part)
    const { id } = await requireRegistrar(deps, c.env.visit, c.req.raw)
    c.set('actor', { kind: 'user', id })
    await next()
  })
  mountAll(api, deps)
  mountOne(api, deps)
  api.all('*', () => sendInvalidRequest('There is nothing at this address.', { status: 404 }))
  api.onError((error, c) => {
    if (isForLog(error)) deps.log.error({ error, path: c.req.path }, 'a request failed')
    return sendRefusal(error)
  })

  const routes = new Hono<Env>()
  routes.route(REGISTRATION_PATH, api)
  return routes
}

function mountAll(api: Hono<Env>, deps: Deps): void {
  api.post('/', async (c) => {
    const asked = await readBody(c)
    for (const path of ['client_id', 'client_secret'] as const) {
      if (asked[path] === undefined) continue
      throw refusedMetadata([{ path, message: 'It is made here and not chosen: leave it out.' }])
    }
    const type = typeFrom(asked)
    const { application, clientSecret } = await createApplication(deps, {
      organizationId: c.env.visit.organization.id,
      label: asked.client_name,
      type,
      settings: settingsFrom(asked, type),
      // Who may sign in is said where groups and people are known: in the console, the admin API.
      assignments: [],
      actor: c.var.actor,
    })
    return c.json({ ...metadataOf(application), client_secret: clientSecret }, 201)
  })

  api.get('/', async (c) => {
    const { organization } = c.env.visit
    const { q, after = '', limit: given = String(A_PAGE) } = c.req.query()
    const limit = /^[1-9]\d{0,2}$/.test(given) ? Number(given) : 0
    if (limit < 1 || limit > MOST_A_PAGE) return sendInvalidRequest(`limit is 1 to ${MOST_A_PAGE}.`)
    if ((q?.length ?? 0) > LONGEST_SEARCH) {
      return sendInvalidRequest(`q has ${LONGEST_SEARCH} characters at most.`)
    }
    const found = await searchApplications(deps.db, organization.id, { q, after, limit: limit + 1 })
    const shown = found.slice(0, limit)
    const link = (rel: string, from: string | undefined) => {
      const query = Object.entries({ q, limit: given, after: from }).flatMap(([name, value]) =>
        value ? [[name, value]] : [],
      )
      const address = `${organization.url}${REGISTRATION_PATH}?${new URLSearchParams(query)}`
      c.header('link', `<${address}>; rel="${rel}"`, { append: true })
    }
    link('self', after)
    if (found.length > limit) link('next', shown.at(-1)?.id)
    return c.json(shown.map(metadataOf))
  })

  api.all('/', refuseMethods('GET, POST'))
}

function mountOne(api: Hono<Env>, deps: Deps): void {
  async function read(c: Context<Env>): Promise<Application> {
    const { id } = c.env.visit.organization
    const application = await findApplicationByClientId(deps.db, id, c.req.param('clientId') ?? '')
    if (application) return application
    throw new Failure('not_found', 'There is no application with this client_id here.')
  }

  api.get('/:clientId', async (c) => c.json(metadataOf(await read(c))))

  api.put('/:clientId', async (c) => {
    const existing = await read(c)
    const asked = await readBody(c)
    await requireSame(deps, existing, asked)
    const settings = settingsFrom(asked, existing.type)
    const change = { label: asked.client_name, settings }
    const changed = await changeApplication(deps, { existing, change, actor: c.var.actor })
    return c.json(metadataOf(changed))
  })

  api.delete('/:clientId', async (c) => {
    const { actor } = c.var
    // The two steps that people take one by one: the protocol has one word for both.
    const shut = await setApplicationStatus(deps, await read(c), { status: 'inactive', actor })
    await removeApplication(deps, shut, { actor })
    return c.body(null, 204)
  })

  api.all('/:clientId', refuseMethods('GET, PUT, DELETE'))

  api.post('/:clientId/lifecycle/newSecret', async (c) => {
    const application = await read(c)
    if (!usesSecret(application.settings)) {
      const message = 'It needs no secret as it is: change this to client_secret_basic first.'
      throw refusedMetadata([{ path: 'token_endpoint_auth_method', message }])
    }
    const { actor } = c.var
    const { plain } = await replaceApplicationSecrets(deps, { application, actor })
    return c.json({ ...metadataOf(application), client_secret: plain })
  })

  api.all('/:clientId/lifecycle/newSecret', refuseMethods('POST'))
}

async function readBody(c: Context<Env>): Promise<Metadata> {
  if (!/^application\/json\s*(;|$)/i.test(c.req.header('content-type') ?? '')) {
    throw new Failure('unsupported_media', 'Send the client metadata as application/json.')
  }
  return readMetadata(parsedJson(await readBounded(c.req.raw, LARGEST_BYTES)))
}

/** What a change may name and not change (RFC 7592 section 2.2). */
async function requireSame(
  { db, sealer }: Deps,
  { id, clientId, type }: Application,
  asked: Metadata,
): Promise<void> {
  const { client_id = clientId, client_secret: secret, application_type = type } = asked
  const rows = secret === undefined ? [] : await listApplicationSecrets(db, id)
  const secrets = await Promise.all(
    rows.filter(({ status }) => status === 'active').map((row) => sealer.open(row.secretSealed)),
  )
  const faults = [
    client_id !== clientId && { path: 'client_id', message: 'It is the one in the address.' },
    application_type !== type && { path: 'application_type', message: `It stays ${type}.` },
    secret !== undefined &&
      !secrets.some((one) => equalSecrets(one, secret)) && {
        path: 'client_secret',
        message:
          'It is not the present one: leave it out, or make another with lifecycle/newSecret.',
      },
  ].filter((fault) => fault !== false)
  if (faults.length > 0) throw refusedMetadata(faults)
}
