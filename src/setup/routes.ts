/**
 * The first run: an installation without an organization belongs to nobody, so it answers nothing but
 * the link that was printed where it was started.
 *
 *   GET  /setup/{token}   asks for the organization, its address, and the first owner
 *   POST /setup/{token}   creates them, signs the owner in, and leads to the console
 *
 * Every other address says where the link can be found. Whoever can read the printed text can own the
 * installation; there are no passwords or roles yet.
 */
import { Hono } from 'hono'
import type { Clock } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import type { Sealer } from '../base/seal.ts'
import { foundInstallation } from '../core/installation/found-installation.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { startSession } from '../core/sessions/start-session.ts'
import type { User } from '../core/users/user.ts'
import { sessionCookie } from '../front/session-cookie.ts'
import { createVisit } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import { readForm } from '../web/form.ts'
import { statusOf, toProblem } from '../web/problem.ts'
import { requireSameOrigin } from '../web/same-origin.ts'
import { sendPage } from '../web/security-headers.ts'
import { setupDonePage, setupLinkPage } from './pages/setup-notice-pages.ts'
import { NOTHING_TYPED, setupPage, type Typed, type UntrustedProxy } from './pages/setup-page.ts'
import type { Setup } from './setup.ts'

type Deps = Readonly<{ db: Db; sealer: Sealer; now: Clock; setup: Setup }>

/** Where the request came from, as the listener read it. */
type SetupEnv = { Bindings: { address: string; origin: string | undefined } }

const FIELDS = ['organizationName', 'url', 'ownerName', 'email', 'password'] as const

export function setupRoutes(deps: Deps): Hono<SetupEnv> {
  const { setup } = deps
  const routes = new Hono<SetupEnv>()

  routes.use('/setup/:token', async (c, next) => {
    const answer = setup.check(c.req.param('token'))
    if (answer === 'good') return next()
    return sendPage(setupLinkPage(answer), { status: statusOf('not_found') })
  })

  routes.get('/setup/:token', (c) =>
    sendPage(
      setupPage({
        typed: { ...NOTHING_TYPED, url: c.env.origin ?? '' },
        proxy: untrustedProxy(c.req.raw.headers, c.env),
      }),
    ),
  )

  routes.post('/setup/:token', async (c) => {
    requireSameOrigin(c.req.raw.headers, c.env.origin ?? '')
    const form = await readForm(c.req.raw, { once: FIELDS })
    const values = typedIn(form)
    const password = form.get('password') ?? ''
    try {
      const founded = await foundInstallation(deps, { ...values, password })
      return await welcome(deps, { ...c.env, userAgent: c.req.header('user-agent') ?? '' }, founded)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return sendPage(setupPage({ typed: values, refused: error }), {
        status: statusOf(error.code),
      })
    }
  })

  routes.all('*', () => sendPage(setupLinkPage('nobody'), { status: statusOf('too_busy') }))
  routes.onError((error) => {
    const { status, message } = toProblem(error)
    return sendPage(setupPage({ typed: NOTHING_TYPED, refused: { message } }), { status })
  })
  return routes
}

/** What an untrusted proxy says about the browser's address, if that differs from what we see. */
function untrustedProxy(
  headers: Headers,
  { address, origin }: SetupEnv['Bindings'],
): UntrustedProxy | undefined {
  const [scheme, name] = ['proto', 'host'].map((what) => headers.get(`x-forwarded-${what}`))
  if (!scheme && !name) return
  const told = URL.parse(`${scheme ?? 'http'}://${name ?? headers.get('host')}`)?.origin
  return told === undefined || told === origin ? undefined : { address, told, seen: origin ?? '' }
}

function typedIn(form: URLSearchParams): Typed {
  const field = (name: string) => form.get(name)?.replaceAll('\0', '') ?? ''
  return {
    organizationName: field('organizationName'),
    url: field('url'),
    ownerName: field('ownerName'),
    email: field('email'),
  }
}

/** Signs the owner in if the browser is at the new address already; otherwise shows the way there. */
async function welcome(
  { db, now }: Deps,
  from: { address: string; origin: string | undefined; userAgent: string },
  { organization, owner }: { organization: Organization; owner: User },
): Promise<Response> {
  const { address, userAgent } = from
  if (from.origin !== organization.url) return sendPage(setupDonePage({ organization }))
  const signedIn = { amr: ['pwd'], address, userAgent }
  const { token } = await startSession(db, { organization, user: owner, signedIn }, now())
  const cookie = sessionCookie(createVisit(organization, from), token)
  return new Response(null, {
    status: 303,
    headers: { location: '/console/', 'set-cookie': cookie, 'cache-control': 'no-store' },
  })
}
