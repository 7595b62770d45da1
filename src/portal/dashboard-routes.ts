import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Context, Hono } from 'hono'
import { Failure } from '../base/errors.ts'
import { type Application, logoUrl } from '../core/applications/application.ts'
import type { DashboardChange } from '../core/dashboards/dashboard.ts'
import { changeDashboard, readDashboard } from '../core/dashboards/read-dashboard.ts'
import type { SignedIn } from '../core/sessions/find-live-session.ts'
import { readSessionOfPage } from '../front/step-up.ts'
import type { FrontEnv } from '../front/visit.ts'
import { readForm } from '../web/form.ts'
import { statusOf } from '../web/problem.ts'
import { requireSameOrigin } from '../web/same-origin.ts'
import { commonHeaders, sendPage } from '../web/security-headers.ts'
import { arrangePage } from './pages/arrange-page.ts'
import { type DashboardTile, dashboardPage, searchPage } from './pages/dashboard-page.ts'
import { headerOf, type PortalDeps, SIGN_OUT_LEADS_TO } from './portal-page.ts'

const SCRIPT = readFileSync(path.join(import.meta.dirname, 'browser', 'arrange.js'))
/** Another text has another address, so that a browser may keep it for ever. */
const SCRIPT_PATH = `/arrange-${hash('sha256', SCRIPT, 'hex').slice(0, 16)}.js`

export function dashboardRoutes(deps: PortalDeps): Hono<FrontEnv> {
  const routes = new Hono<FrontEnv>()

  routes.get('/', async (c) => {
    const signedIn = await readSessionOfPage(deps, c)
    return signedIn ? showDashboard(deps, c, signedIn) : c.redirect('/login', 303)
  })

  routes.get(SCRIPT_PATH, (c) =>
    c.body(SCRIPT, 200, {
      ...commonHeaders({ https: c.env.visit.secure }),
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    }),
  )

  routes.get('/arrange', async (c) => {
    const signedIn = await readSessionOfPage(deps, c)
    if (!signedIn) return c.redirect('/login?return_to=/arrange', 303)
    return showArrange(deps, c, signedIn, { chosen: c.req.query('tile')?.slice(0, 100) })
  })

  routes.post('/arrange/:what{tile|section}', async (c) => {
    requireSameOrigin(c.req.raw.headers, c.env.visit.organization.url)
    const form = await readForm(c.req.raw, {
      once: ['application', 'to', 'section', 'before', 'act', 'name', 'quiet'],
    })
    const signedIn = await readSessionOfPage(deps, c)
    // The script wants to know whether it was done, and no page.
    const isQuiet = form.has('quiet')
    if (!signedIn) {
      return isQuiet ? c.body(null, 401) : c.redirect('/login?return_to=/arrange', 303)
    }
    const ofTile = c.req.param('what') === 'tile'
    const application = form.get('application') ?? ''
    try {
      await changeDashboard(deps.db, signedIn.user, ofTile ? tileChange(form) : sectionChange(form))
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      const { message, code } = error
      return showArrange(deps, c, signedIn, { refused: message, chosen: application }, code)
    }
    if (isQuiet) return c.body(null, 204)
    const chosen = ofTile ? `?${new URLSearchParams({ tile: application })}` : ''
    return c.redirect(`/arrange${chosen}`, 303)
  })
  return routes
}

async function showDashboard(
  { db }: PortalDeps,
  c: Context<FrontEnv>,
  { user }: SignedIn,
): Promise<Response> {
  const { visit } = c.env
  const { tiles, sections, recent } = await readDashboard(db, user)
  const search = (c.req.query('q') ?? '').slice(0, 100)
  const wanted = search.trim().toLowerCase()
  const header = headerOf(c, user)
  if (wanted !== '' && tiles.length > 0) {
    const found = tiles.filter(({ label }) => label.toLowerCase().includes(wanted)).map(tileOf)
    return send(c, searchPage({ ...header, search, tiles: found }))
  }
  const page = dashboardPage({
    ...header,
    sections: sections.map((section) => ({ ...section, tiles: section.tiles.map(tileOf) })),
    recent: recent.map(tileOf),
    arrangeHref: '/arrange',
    scriptHref: SCRIPT_PATH,
  })
  return sendPage(page, {
    https: visit.secure,
    formsLeadTo: SIGN_OUT_LEADS_TO,
    // This one file, by its whole address, and no other script of this origin.
    scripts: [`${visit.organization.url}${SCRIPT_PATH}`],
    connects: true,
  })
}

async function showArrange(
  { db }: PortalDeps,
  c: Context<FrontEnv>,
  { user }: SignedIn,
  said: { chosen?: string | undefined; refused?: string },
  code?: Failure['code'],
): Promise<Response> {
  const { sections } = await readDashboard(db, user)
  const shown = sections.map((section) => ({ ...section, tiles: section.tiles.map(tileOf) }))
  const page = arrangePage({ ...headerOf(c, user), sections: shown, ...said })
  return send(c, page, code && statusOf(code))
}

function send(c: Context<FrontEnv>, page: ReturnType<typeof arrangePage>, status = 200): Response {
  const https = c.env.visit.secure
  return sendPage(page, { https, status, formsLeadTo: SIGN_OUT_LEADS_TO })
}

function tileOf({ id, linkId, label, settings }: Application): DashboardTile {
  return { id, name: label, href: `/home/oidc_client/${id}/${linkId}`, logoUrl: logoUrl(settings) }
}

function tileChange(form: URLSearchParams): DashboardChange {
  const application = form.get('application') ?? ''
  const to = form.get('to')
  if (to === 'up' || to === 'down') return { kind: 'step_tile', application, by: to }
  const before = form.get('before')
  return {
    kind: 'place_tile',
    application,
    section: form.get('section') ?? '',
    ...(before !== null && { before }),
  }
}

function sectionChange(form: URLSearchParams): DashboardChange {
  const [act, section, name] = ['act', 'section', 'name'].map((key) => form.get(key) ?? '')
  switch (act) {
    case 'add':
      return { kind: 'add_section', name: name ?? '' }
    case 'rename':
      return { kind: 'rename_section', section: section ?? '', name: name ?? '' }
    case 'delete':
      return { kind: 'delete_section', section: section ?? '' }
    case 'up':
    case 'down':
      return { kind: 'move_section', section: section ?? '', by: act }
    default:
      throw new Failure('invalid_input', 'This form says nothing that can be done to a section.')
  }
}
