import type { Context, Hono } from 'hono'
import { Failure } from '../../base/errors.ts'
import { digest } from '../../base/token.ts'
import type { PendingSignIn } from '../../core/pending-sign-ins/pending-sign-in.ts'
import { findPendingSignIn } from '../../core/pending-sign-ins/pending-sign-in-store.ts'
import type { FrontEnv } from '../../front/visit.ts'
import { readForm } from '../../web/form.ts'
import { requireSameOrigin } from '../../web/same-origin.ts'
import { sendPage } from '../../web/security-headers.ts'
import { answerTo, isAnsweredOnScreen } from '../answer-on-screen.ts'
import { readBrowserDigest } from '../browser-secret.ts'
import { expired } from '../expired.ts'
import type { LoginDeps } from '../login-deps.ts'
import { factorPage } from '../pages/factor-page.ts'
import { runTraced } from '../run-traced.ts'
import { withSignInRequest } from '../sign-in-request.ts'
import { listAvailable } from './factor-kinds.ts'
import { readWaiting } from './pending.ts'
import { showFactor } from './show-factor.ts'

type Visited = Context<FrontEnv>
type Shown = Readonly<{
  token: string
  kind: string | null
  refused?: { error: Failure; code: string }
}>

export function mountFactors(routes: Hono<FrontEnv>, deps: LoginDeps): void {
  routes.get('/login/factor', async (c, next) => {
    const query = new URL(c.req.url).searchParams
    // A connection may have this name.
    if (!query.has('request')) return next()
    const token = query.get('request') ?? ''
    const pending = await pendingOf(deps, c, token)
    const page = pending && (await show(deps, c, pending, { token, kind: query.get('with') }))
    return page ?? refuse(deps, c, pending)
  })

  routes.post('/login/factor', async (c) => {
    const { visit } = c.env
    requireSameOrigin(c.req.raw.headers, visit.organization.url)
    const form = await readForm(c.req.raw, { once: ['request', 'kind', 'code'] })
    const token = form.get('request') ?? ''
    const pending = await pendingOf(deps, c, token)
    const cookieHeader = c.req.header('cookie')
    const leg = {
      ...legOf(c, pending),
      answerFailure: (error: unknown, code: string) => {
        if (!pending || !isAnsweredOnScreen(error)) return
        return again(deps, c, pending, { token, kind: form.get('kind'), refused: { error, code } })
      },
    }
    return runTraced(deps, visit, leg, (trace) =>
      showFactor({ ...deps, trace }, visit, { pending, form, cookieHeader }),
    )
  })
}

function legOf(c: Visited, pending: PendingSignIn | undefined) {
  return {
    cookieHeader: c.req.header('cookie'),
    outcome: 'succeeded',
    ...(pending && { begun: { code: pending.traceCode } }),
    tryAgainHref: withSignInRequest('/login', pending ? { returnTo: pending.returnTo } : {}),
  } as const
}

function refuse(deps: LoginDeps, c: Visited, pending: PendingSignIn | undefined) {
  return runTraced(deps, c.env.visit, legOf(c, pending), (trace) =>
    trace.step('match_attempt', () => {
      throw expired()
    }),
  )
}

async function pendingOf({ db, now }: LoginDeps, c: Visited, token: string) {
  const { visit } = c.env
  const browserDigest = readBrowserDigest(visit, c.req.header('cookie'))
  if (!browserDigest || !/^[\w-]{43}$/.test(token)) return undefined
  const organizationId = visit.organization.id
  return findPendingSignIn(db, { organizationId, id: digest(token), browserDigest }, now())
}

/** Undefined where it can be shown no more: the person was shut out, or has nothing to show. */
async function show(
  deps: LoginDeps,
  c: Visited,
  pending: PendingSignIn,
  { token, kind: wished, refused }: Shown,
): Promise<Response | undefined> {
  const { visit } = c.env
  const waiting = await readWaiting(deps, visit, pending).catch((error: unknown) => {
    if (error instanceof Failure) return undefined
    throw error
  })
  const available = waiting ? await listAvailable(deps, waiting) : []
  const kind = available.find(({ name }) => name === wished) ?? available[0]
  if (!waiting || !kind) return undefined
  const form = await kind.ask(deps, visit, waiting)
  const body = factorPage({
    organization: visit.brand,
    account: waiting.user.login,
    kind,
    form,
    others: available.filter((one) => one !== kind),
    request: token,
    error: refused && { message: refused.error.message, code: refused.code },
  })
  return sendPage(body, {
    ...(refused && answerTo(refused.error)),
    https: visit.secure,
    formsLeadTo: 'anywhere',
    ...(form.scripts && { scripts: form.scripts }),
  })
}

async function again(deps: LoginDeps, c: Visited, pending: PendingSignIn, shown: Shown) {
  return (await show(deps, c, pending, shown)) ?? refuse(deps, c, pending)
}
