import type { Context } from 'hono'
import { Hono } from 'hono'
import type { Clock } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import { ORG_SERVER } from '../core/authorization-servers/authorization-server.ts'
import { listFrontChannelAddresses } from '../core/logout-notices/list-front-channel-addresses.ts'
import { sendLeavingPage } from '../front/leaving-page.ts'
import { endSessionOfBrowser, noSessionCookie, readSession } from '../front/session-cookie.ts'
import type { FrontEnv, Visit } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import { readForm, refuseDuplicates } from '../web/form.ts'
import { statusOf } from '../web/problem.ts'
import { sendPage } from '../web/security-headers.ts'
import { LONGEST_ADDRESS } from './authorize-by-post.ts'
import { decideSignOut, type SignOutRequest } from './end-session.ts'
import { providerErrorPage } from './pages/provider-error-page.ts'
import type { ProviderPool } from './provider-pool.ts'

type Deps = { db: Db; now: Clock; pool: ProviderPool }

const PARAMETERS = ['id_token_hint', 'client_id', 'post_logout_redirect_uri', 'state']

/** `{issuer}/v1/logout`: an application signs the person out (RP-Initiated Logout 1.0). */
export function signOutRoutes(deps: Deps): Hono<FrontEnv> {
  const routes = new Hono<FrontEnv>()
  for (const path of ['/oauth2/v1/logout', '/oauth2/:server/v1/logout']) {
    routes.get(path, (c) => signOut(deps, c, new URL(c.req.url).searchParams))
    // A POST from another site comes without the session's cookie (SameSite=Lax): seeing nobody
    // signed in, it would send the browser on with the session still there. A GET brings it.
    routes.post(path, (c) => answerPostWithGet(c))
  }
  return routes
}

/** Only what is read goes on: whatever else was posted would make an address that nobody takes. */
async function answerPostWithGet(c: Context<FrontEnv>): Promise<Response> {
  const { pathname } = new URL(c.req.url)
  const form = await readForm(c.req.raw, { once: PARAMETERS })
  const read = new URLSearchParams([...form].filter(([name]) => PARAMETERS.includes(name)))
  const location = `${pathname}?${read}`
  if (location.length <= LONGEST_ADDRESS) return c.redirect(location, 303)
  const message = `The request to sign out has more than ${LONGEST_ADDRESS} characters, which is more than an address may have.`
  return refuse(c.env.visit, new Failure('too_large', message))
}

async function signOut(
  { db, now, pool }: Deps,
  c: Context<FrontEnv>,
  params: URLSearchParams,
): Promise<Response> {
  const { visit } = c.env
  const cookies = c.req.header('cookie')
  const pooled = await pool.find(visit.organization, c.req.param('server') ?? ORG_SERVER)
  if (!pooled) return c.notFound()
  try {
    refuseDuplicates(params, PARAMETERS)
    const signedIn = await readSession(db, visit, cookies, now())
    const decision = await decideSignOut(pooled, readRequest(params), signedIn?.session)
    switch (decision.kind) {
      case 'ask':
        return c.redirect('/logout', 303)
      case 'nothing':
        return c.redirect(decision.to ?? '/logged-out', 303)
      case 'sign_out':
        return await leave({ db, now }, c, decision.to ?? '/logged-out')
    }
  } catch (error) {
    if (error instanceof Failure) return refuse(visit, error)
    throw error
  }
}

/** The session ends, and with it those that applications keep in this browser. */
async function leave(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  c: Context<FrontEnv>,
  location: string,
): Promise<Response> {
  const { visit } = c.env
  const ended = await endSessionOfBrowser(db, visit, c.req.header('cookie'), now())
  const addresses = ended ? await listFrontChannelAddresses(db, visit.organization, ended) : []
  if (addresses.length > 0) {
    return sendLeavingPage(visit, { addresses, location, cookies: [noSessionCookie(visit)] })
  }
  c.header('set-cookie', noSessionCookie(visit))
  return c.redirect(location, 303)
}

function readRequest(params: URLSearchParams): SignOutRequest {
  const value = (name: string) => params.get(name) || undefined
  return {
    idTokenHint: value('id_token_hint'),
    clientId: value('client_id'),
    postLogoutRedirectUri: value('post_logout_redirect_uri'),
    state: params.get('state') ?? undefined,
  }
}

function refuse({ brand: organization }: Visit, failure: Failure) {
  const page = providerErrorPage({
    organization,
    heading: 'You were not signed out',
    cause: failure.message,
    whatToDo: 'Sign out here instead, and tell whoever runs the application.',
    code: '',
    protocol: { error: 'invalid_request', description: failure.message },
    homeHref: '/logout',
  })
  return sendPage(page, { status: statusOf(failure.code) })
}
