import { Hono } from 'hono'
import type { IdToken } from 'oidc-provider'
import type { Clock } from '../base/clock.ts'
import { newToken } from '../base/token.ts'
import type { Application } from '../core/applications/application.ts'
import { findApplication } from '../core/applications/application-store.ts'
import { isAssigned } from '../core/applications/assignment-store.ts'
import { filterGroups } from '../core/applications/groups-claim.ts'
import { recordEvent } from '../core/audit/event-store.ts'
import { startTrace } from '../core/audit/trace.ts'
import type { TraceWriter } from '../core/audit/trace-writer.ts'
import { ORG_SERVER } from '../core/authorization-servers/authorization-server.ts'
import { recordLaunch } from '../core/dashboards/dashboard-store.ts'
import { acrOf } from '../core/factors/assurance.ts'
import { listGroupsOfUser } from '../core/groups/membership-store.ts'
import type { SignedIn } from '../core/sessions/find-live-session.ts'
import { readSession } from '../front/session-cookie.ts'
import { stepUpHref } from '../front/step-up.ts'
import type { FrontEnv, Visit } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import { sendPage } from '../web/security-headers.ts'
import { opening } from './opening.ts'
import { providerErrorPage } from './pages/provider-error-page.ts'
import { SIMPLIFIED_POST_SCRIPT, simplifiedPostPage } from './pages/simplified-post-page.ts'
import type { ProviderPool } from './provider-pool.ts'
import { missingIn } from './second-factor.ts'
import { standardClaims } from './standard-claims.ts'

type Deps = { db: Db; now: Clock; pool: ProviderPool; traces: TraceWriter }

/**
 * `/home/oidc_client/{application}/{link}`: a tile. OIDC Compliant sends the browser to the
 * application's initiate login URI with the organization's address as `iss` (OIDC Core section 4;
 * Okta names the organization even where the application uses a custom server). Okta Simplified
 * posts an ID token there, which nobody asked for: the application cannot tell whose browser began.
 */
export function launchRoutes(deps: Deps): Hono<FrontEnv> {
  const routes = new Hono<FrontEnv>()
  routes.get('/home/oidc_client/:application/:link', async (c) => {
    const { visit } = c.env
    const signedIn = await readSession(deps.db, visit, c.req.header('cookie'), deps.now())
    if (!signedIn)
      return c.redirect(`/login?${new URLSearchParams({ return_to: c.req.path })}`, 303)
    const { application: id, link } = c.req.param()
    const application = await findApplication(deps.db, id)
    const isOurs = application?.organizationId === visit.organization.id
    if (!isOurs || application.linkId !== link) return refuse(deps, visit, signedIn, 'unknown')
    if (!(await isAssigned(deps.db, application.id, signedIn.user.id))) {
      await record(deps, visit, signedIn, { application, isAssigned: false })
      return refuse(deps, visit, signedIn, 'not_assigned', application)
    }
    const to = application.settings.initiateLoginUri
    // A hidden tile may still be opened by its address: that is what the address is there for.
    const { status, settings } = application
    if (status !== 'active' || settings.loginMode === 'DISABLED' || to === undefined) {
      return refuse(deps, visit, signedIn, 'not_from_here', application)
    }
    const missing = await missingAt(deps, visit, signedIn, application)
    if (missing !== undefined) return c.redirect(stepUpHref(c.req.path, missing), 303)
    await record(deps, visit, signedIn, { application, isAssigned: true })
    if (application.settings.loginMode === 'OKTA') {
      return postIdToken(deps, visit, signedIn, { application, to })
    }
    const url = new URL(to)
    url.searchParams.set('iss', visit.organization.url)
    return c.redirect(url.href, 302)
  })
  return routes
}

/** A token that is posted from here passes no request by which more could be asked for. */
async function missingAt(
  deps: Deps,
  { organization }: Visit,
  { user, session }: SignedIn,
  { settings }: Application,
) {
  if (settings.loginMode !== 'OKTA') return undefined
  const required = settings.requiresSecondFactor
  return missingIn(deps, session, { organization, user, required, asked: [] })
}

async function postIdToken(
  { db, pool }: Deps,
  { organization, brand }: Visit,
  { user, session }: SignedIn,
  { application, to }: { application: Application; to: string },
): Promise<Response> {
  const pooled = await pool.find(organization, ORG_SERVER)
  const client = await pooled?.provider.Client.find(application.clientId)
  if (!pooled || !client) throw new Error('An active application is a client of its organization.')
  const groups = await listGroupsOfUser(db, user.id)
  const names = groups.map((group) => group.name)
  const claims = {
    sub: user.id,
    ...standardClaims(user),
    groups: filterGroups(application.settings.groupsClaim, names),
    ver: 1,
    jti: `ID.${newToken()}`,
    idp: session.connectionId ?? organization.id,
    amr: [...session.amr],
    acr: acrOf(session),
    auth_time: Math.floor(session.authenticatedAt / 1_000),
  }
  // The types leave out `scope`, by which the library decides which of the claims go in.
  const token: IdToken & { scope?: string } = new pooled.provider.IdToken(claims, { client })
  token.scope = application.settings.loginScopes.join(' ')
  const page = simplifiedPostPage({
    organization: brand,
    application: application.label,
    action: to,
    fields: { id_token: await token.issue({ use: 'idtoken' }) },
  })
  return sendPage(page, { scripts: [SIMPLIFIED_POST_SCRIPT], formsLeadTo: 'anywhere' })
}

async function record(
  { db, now }: Deps,
  { organization }: Visit,
  { user }: SignedIn,
  { application, isAssigned }: { application: Application; isAssigned: boolean },
): Promise<void> {
  const { loginMode: flow } = application.settings
  const about = { userId: user.id, applicationId: application.id, isAssigned }
  const happened = opening({ ...about, detail: { from: 'tile', flow } })
  // Written at once, the two share a commit.
  await Promise.all([
    recordEvent(db, { organizationId: organization.id, ...happened }, now()),
    isAssigned && recordLaunch(db, about, now()),
  ])
}

const REASONS = {
  unknown: {
    heading: 'There is no such tile',
    cause: 'The application was removed, or the address is not complete.',
    whatToDo: 'Go back to your applications and open it from there.',
    status: 404,
  },
  not_assigned: {
    heading: 'This application is not assigned to you',
    cause: 'You are signed in, and the application has not been opened to you.',
    whatToDo: 'Ask your administrator to assign you, and give them this code.',
    status: 403,
  },
  not_from_here: {
    heading: 'This application is opened at its own address',
    cause:
      'A sign-in to it cannot start from here: it is set to be started by the application only.',
    whatToDo: 'Go to the application and choose to sign in there.',
    status: 400,
  },
} as const

function refuse(
  { now, traces }: Deps,
  visit: Visit,
  { user }: SignedIn,
  reason: keyof typeof REASONS,
  application?: Application,
): Response {
  const { organization, brand, address, userAgent } = visit
  const about = { organizationId: organization.id, side: 'provider', address, userAgent } as const
  const trace = startTrace(now, about)
  trace.about({ userId: user.id, applicationId: application?.id })
  const { status, ...words } = REASONS[reason]
  const failure = { code: reason, message: words.cause }
  trace.record('launch', { application: application?.label }, failure)
  traces.write(trace.end('refused'))
  const page = providerErrorPage({ organization: brand, ...words, code: trace.code, homeHref: '/' })
  return sendPage(page, { status })
}
