import type { Context, Hono } from 'hono'
import type { Failure } from '../base/errors.ts'
import { digest } from '../base/token.ts'
import { findConnectionIn } from '../core/connections/connection-store.ts'
import type { LinkRequest } from '../core/link-requests/link-request.ts'
import { findLinkRequest } from '../core/link-requests/link-request-store.ts'
import type { FrontEnv } from '../front/visit.ts'
import { readForm } from '../web/form.ts'
import { requireSameOrigin } from '../web/same-origin.ts'
import { sendPage } from '../web/security-headers.ts'
import { answerTo, isAnsweredOnScreen } from './answer-on-screen.ts'
import { readBrowserDigest } from './browser-secret.ts'
import { expired } from './expired.ts'
import { type Asserted, linkAccount } from './link-account.ts'
import type { LoginDeps } from './login-deps.ts'
import { linkPage } from './pages/link-page.ts'
import { runTraced } from './run-traced.ts'
import { withSignInRequest } from './sign-in-request.ts'

type Visited = Context<FrontEnv>
type Shown = Readonly<{ token: string; refused?: { error: Failure; code: string } }>

export function mountLink(routes: Hono<FrontEnv>, deps: LoginDeps): void {
  routes.get('/sso/link', async (c) => {
    const token = new URL(c.req.url).searchParams.get('request') ?? ''
    const request = await requestOf(deps, c, token)
    if (request) return show(deps, c, request, { token })
    return refuse(deps, c)
  })

  routes.post('/sso/link', async (c) => {
    const { visit } = c.env
    requireSameOrigin(c.req.raw.headers, visit.organization.url)
    const form = await readForm(c.req.raw, { once: ['request', 'password'] })
    const token = form.get('request') ?? ''
    const request = await requestOf(deps, c, token)
    const cookieHeader = c.req.header('cookie')
    const password = form.get('password') ?? ''
    const leg = {
      ...legOf(c, request),
      answerFailure: (error: unknown, code: string) => {
        if (!request || !isAnsweredOnScreen(error)) return
        return show(deps, c, request, { token, refused: { error, code } })
      },
    }
    return runTraced(deps, visit, leg, (trace) =>
      linkAccount({ ...deps, trace }, visit, { request, password, cookieHeader }),
    )
  })
}

function legOf(c: Visited, request: LinkRequest | undefined) {
  return {
    cookieHeader: c.req.header('cookie'),
    outcome: 'succeeded',
    ...(request && { begun: { code: request.traceCode } }),
    tryAgainHref: withSignInRequest('/login', request ? { returnTo: request.returnTo } : {}),
  } as const
}

function refuse(deps: LoginDeps, c: Visited): Promise<Response> {
  return runTraced(deps, c.env.visit, legOf(c, undefined), (trace) =>
    trace.step('match_attempt', () => {
      throw expired()
    }),
  )
}

async function requestOf({ db, now }: LoginDeps, c: Visited, token: string) {
  const { visit } = c.env
  const browserDigest = readBrowserDigest(visit, c.req.header('cookie'))
  if (!browserDigest || !/^[\w-]{43}$/.test(token)) return undefined
  const organizationId = visit.organization.id
  return findLinkRequest(db, { organizationId, id: digest(token), browserDigest }, now())
}

async function show(
  { db, sealer }: LoginDeps,
  c: Visited,
  request: LinkRequest,
  { token, refused }: Shown,
): Promise<Response> {
  const { visit } = c.env
  const connection = await findConnectionIn(db, visit.organization.id, request.connectionId)
  const { person }: Asserted = JSON.parse(await sealer.open(request.assertedSealed))
  const sent = [person.profile.name, person.email, person.login].filter((one) => one !== undefined)
  const body = linkPage({
    organization: { name: visit.organization.name },
    provider: connection?.name ?? 'the provider',
    sent: [...new Set(sent)],
    request: token,
    error: refused && { message: refused.error.message, code: refused.code },
  })
  return sendPage(body, {
    ...(refused && answerTo(refused.error)),
    https: visit.secure,
    formsLeadTo: 'anywhere',
  })
}
