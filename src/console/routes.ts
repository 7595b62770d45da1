/**
 * The administrator's console: a browser program, built beforehand (tools/build-console.ts), that uses
 * the admin API. This folder only serves it, to those who may administer.
 *
 *   GET /console/assets/*    a file with its content's hash in its name, cached for ever
 *   GET /console/*           the one page, whatever the screen
 */
import { randomBytes } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type { Clock } from '../base/clock.ts'
import type { SignedIn } from '../core/sessions/find-live-session.ts'
import { displayName, mayOpenConsole } from '../core/users/user.ts'
import { readSession } from '../front/session-cookie.ts'
import { readSessionOfPage } from '../front/step-up.ts'
import type { FrontEnv } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import { html } from '../web/html.ts'
import { commonHeaders, pageHeaders, sendPage } from '../web/security-headers.ts'
import { consoleNotBuiltPage, consoleRefusedPage } from './pages.ts'
import { readAsset, readEncodings, readIndex } from './read-built.ts'

type Deps = Readonly<{ db: Db; now: Clock; folder: string }>

export function consoleRoutes(deps: Deps): Hono<FrontEnv> {
  const routes = new Hono<FrontEnv>()

  routes.get('/console/assets/:file', async (c) => {
    const who = await readSession(deps.db, c.env.visit, c.req.header('cookie'), deps.now())
    if (!who || !mayOpenConsole(who.user)) return new Response(null, { status: who ? 403 : 401 })
    return sendAsset(deps, c)
  })

  routes.get('/console', (c) => c.redirect('/console/', 308))
  routes.get('/console/*', async (c) => {
    const who = await readSessionOfPage(deps, c)
    if (!who) return c.redirect(`/login?return_to=${encodeURIComponent(c.req.path)}`, 303)
    return mayOpenConsole(who.user) ? sendConsole(deps, c, who) : refuse(c)
  })
  return routes
}

function refuse(c: Context<FrontEnv>): Response {
  const { brand, secure } = c.env.visit
  return sendPage(consoleRefusedPage(brand), { status: 403, https: secure })
}

async function sendConsole(
  { folder }: Deps,
  c: Context<FrontEnv>,
  { user }: SignedIn,
): Promise<Response> {
  const { organization, brand, secure: https } = c.env.visit
  const page = await readIndex(folder)
  if (!page) return sendPage(consoleNotBuiltPage(brand), { status: 503, https })
  const nonce = randomBytes(16).toString('base64')
  const start = {
    organization: { name: organization.name, url: organization.url },
    person: { id: user.id, name: displayName(user), role: user.role },
    nonce,
  }
  // A function, because `$&` in a name would otherwise have a meaning for replace().
  const body = page.replace('%START%', () => html`${JSON.stringify(start)}`.toString())
  return new Response(body, { headers: { ...pageHeaders({ https }), ...policy(nonce) } })
}

/**
 * Inline style elements need this answer's nonce, and scripts must be files. Where forms lead is left
 * open: the only form signs out, which may continue at a provider (see `formsLeadTo` in
 * security-headers.ts).
 */
function policy(nonce: string): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: https:",
    "connect-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  return { 'content-security-policy': policy.join('; ') }
}

async function sendAsset({ folder }: Deps, c: Context<FrontEnv>): Promise<Response> {
  const taken = readEncodings(c.req.header('accept-encoding'))
  const asset = await readAsset(folder, c.req.param('file') ?? '', taken)
  if (!asset) return c.notFound()
  return new Response(asset.body, {
    headers: {
      ...commonHeaders({ https: c.env.visit.secure }),
      'content-type': asset.type,
      // The name changes with the content. Private, since it is served to administrators only.
      'cache-control': 'private, max-age=31536000, immutable',
      vary: 'accept-encoding',
      ...(asset.encoding && { 'content-encoding': asset.encoding }),
    },
  })
}
