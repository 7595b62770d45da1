import type { Context } from 'hono'
import { Hono } from 'hono'
import type { Clock } from '../base/clock.ts'
import { isTrustedOrigin } from '../core/applications/application-store.ts'
import { isAlive } from '../core/sessions/session.ts'
import { endSessionOfBrowser, noSessionCookie, readSession } from '../front/session-cookie.ts'
import type { FrontEnv } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import { commonHeaders } from '../web/security-headers.ts'
import { oktaSession } from './okta-session.ts'

type Deps = { db: Db; now: Clock }
type Asked = Context<FrontEnv>

const ME = '/api/v1/sessions/me'
const REFRESH = `${ME}/lifecycle/refresh`
const METHODS = 'GET, POST, DELETE'
const REQUEST_HEADERS = 'Accept, Authorization, Content-Type, X-Okta-User-Agent-Extended'

/**
 * Who is signed in on this browser, as Okta's browser library asks for it from an application's
 * page (`session.get()`, `session.exists()`), and how it signs out without an ID token.
 *
 * The answer is for the organization's own pages and for the origins that an application of it
 * names as trusted; a page from anywhere else is refused before anything is read or ended. Cookies
 * are Lax, so that in browsers it works for applications on the organization's own site only.
 */
export function oktaSessionRoutes(deps: Deps): Hono<FrontEnv> {
  const routes = new Hono<FrontEnv>()
  routes.use(`${ME}/*`, async (c, next) => (await refuseStrangers(deps, c)) ?? next())

  for (const path of [ME, REFRESH]) routes.options(path, allow)
  routes.get(ME, (c) => tell(deps, c))
  // Reading a session is what keeps it alive.
  routes.post(REFRESH, (c) => tell(deps, c))
  routes.delete(ME, (c) => end(deps, c))
  return routes
}

/** Also lets a trusted page read whatever the answer is, a refusal included. */
async function refuseStrangers({ db }: Deps, c: Asked): Promise<Response | undefined> {
  c.header('vary', 'Origin')
  c.header('cache-control', 'no-store')
  for (const [name, value] of Object.entries(commonHeaders({ https: c.env.visit.secure }))) {
    c.header(name, value)
  }
  const { organization } = c.env.visit
  const origin = c.req.header('origin')
  if (origin === organization.url) return
  if (origin !== undefined) {
    if (!(await isTrustedOrigin(db, organization.id, origin))) return refuse(c)
    c.header('access-control-allow-origin', origin)
    c.header('access-control-allow-credentials', 'true')
    return
  }
  // A page of ours that reads, or no browser at all: browsers name the origin of whatever changes
  // something, and of all that another site asks in a way that can read the answer.
  const site = c.req.header('sec-fetch-site')
  const isOurs = site === undefined || site === 'same-origin' || site === 'none'
  return isOurs ? undefined : refuse(c)
}

function allow(c: Asked): Response {
  return c.body(null, 204, {
    'access-control-allow-methods': METHODS,
    'access-control-allow-headers': REQUEST_HEADERS,
    'access-control-max-age': '600',
  })
}

async function tell({ db, now }: Deps, c: Asked): Promise<Response> {
  const { visit } = c.env
  const signedIn = await readSession(db, visit, c.req.header('cookie'), now())
  return signedIn ? c.json(oktaSession(visit.organization, signedIn)) : nobody(c)
}

async function end({ db, now }: Deps, c: Asked): Promise<Response> {
  const { visit } = c.env
  const ended = await endSessionOfBrowser(db, visit, c.req.header('cookie'), now())
  c.header('set-cookie', noSessionCookie(visit))
  return ended && isAlive(ended, now()) ? c.body(null, 204) : nobody(c)
}

function nobody(c: Asked): Response {
  return c.json(oktaError('E0000007', 'Nobody is signed in on this browser.'), 404)
}

function refuse(c: Asked): Response {
  const words = 'This page is not at a trusted origin of any application here.'
  return c.json(oktaError('E0000006', words), 403)
}

/** The form of Okta's errors, under its codes. */
function oktaError(errorCode: string, errorSummary: string) {
  return { errorCode, errorSummary, errorLink: errorCode, errorCauses: [] }
}
