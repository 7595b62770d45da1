import type { Context, Hono } from 'hono'
import { Failure } from '../../base/errors.ts'
import { digest } from '../../base/token.ts'
import type { Trace } from '../../core/audit/trace.ts'
import { WANTED } from '../../core/factors/wanted.ts'
import type { PendingSignIn } from '../../core/pending-sign-ins/pending-sign-in.ts'
import { findPendingSignIn } from '../../core/pending-sign-ins/pending-sign-in-store.ts'
import type { FrontEnv } from '../../front/visit.ts'
import { readForm } from '../../web/form.ts'
import { requireSameOrigin } from '../../web/same-origin.ts'
import { isAnsweredOnScreen } from '../answer-on-screen.ts'
import { readBrowserDigest } from '../browser-secret.ts'
import { expired } from '../expired.ts'
import type { LoginDeps, Onward } from '../login-deps.ts'
import { runTraced } from '../run-traced.ts'
import { readSignInRequest, withSignInRequest } from '../sign-in-request.ts'
import { enrolFactor } from './enrol-factor.ts'
import { finishPending } from './finish-pending.ts'
import { readWaiting } from './pending.ts'
import { showFactor } from './show-factor.ts'
import { type Shown, showPending } from './show-pending.ts'
import { stepUp } from './step-up.ts'

type Visited = Context<FrontEnv>

export function mountFactors(routes: Hono<FrontEnv>, deps: LoginDeps): void {
  routes.get('/login/factor', async (c, next) => {
    const query = new URL(c.req.url).searchParams
    if (query.has('want')) return beginStepUp(deps, c, query)
    // A connection may have this name.
    if (!query.has('request')) return next()
    const token = query.get('request') ?? ''
    const pending = await pendingOf(deps, c, token)
    return show(deps, c, pending, { token, kind: query.get('with') })
  })

  routes.post('/login/factor', async (c) => {
    const { visit } = c.env
    requireSameOrigin(c.req.raw.headers, visit.organization.url)
    const form = await readForm(c.req.raw, {
      once: ['request', 'step', 'kind', 'code', 'credential'],
    })
    const token = form.get('request') ?? ''
    const pending = await pendingOf(deps, c, token)
    const leg = {
      ...legOf(c, pending),
      answerFailure: (error: unknown, code: string) => {
        if (!pending || !isAnsweredOnScreen(error)) return
        const refused = { error, code }
        return show(deps, c, pending, { token, kind: form.get('kind'), refused })
      },
    }
    return runTraced(deps, visit, leg, (trace) =>
      takeStep({ ...deps, trace }, c, { pending, token, form }),
    )
  })
}

type Sent = Readonly<{ pending: PendingSignIn | undefined; token: string; form: URLSearchParams }>

/** What is done is decided by what the sign-in waits for, never by what the form says it is. */
async function takeStep(
  deps: LoginDeps & { trace: Trace },
  c: Visited,
  { pending: found, token, form }: Sent,
): Promise<Onward> {
  const { trace } = deps
  const { visit } = c.env
  const pending = await trace.step('match_attempt', () => {
    if (found) return found
    throw expired()
  })
  const waiting = await trace.step('find_user', () => readWaiting(deps, pending))
  trace.about({ userId: waiting.user.id, connectionId: waiting.connection?.id })
  const cookieHeader = c.req.header('cookie')
  const sent = { waiting, token, form, cookieHeader }
  const step = form.get('step')
  if (waiting.decision === 'ask' && step === 'show') return showFactor(deps, visit, sent)
  if (waiting.decision === 'enrol' && step === 'enrol') return enrolFactor(deps, visit, sent)
  if (waiting.decision === 'nothing') return finishPending(deps, visit, { waiting, cookieHeader })
  // Another tab went on meanwhile, or the form was put together by hand: the page says what is next.
  return { location: `/login/factor?request=${token}`, cookies: [], goesOn: true }
}

/** An application, or this server for it, wants more of a session than was shown in it. */
async function beginStepUp(deps: LoginDeps, c: Visited, query: URLSearchParams): Promise<Response> {
  const { visit } = c.env
  const cookieHeader = c.req.header('cookie')
  const { returnTo } = readSignInRequest(query)
  const wanted = WANTED.find((one) => one === query.get('want')) ?? 'two_factors'
  const begun = await deps.findAttempt?.(visit, { returnTo, cookieHeader })
  const tryAgainHref = withSignInRequest('/login', { returnTo })
  const leg = { cookieHeader, begun, outcome: 'going_on', tryAgainHref } as const
  return runTraced(deps, visit, leg, (trace) =>
    stepUp({ ...deps, trace }, visit, { wanted, returnTo, cookieHeader }),
  )
}

function legOf(c: Visited, pending: PendingSignIn | undefined) {
  return {
    cookieHeader: c.req.header('cookie'),
    outcome: 'succeeded',
    ...(pending && { begun: { code: pending.traceCode } }),
    tryAgainHref: withSignInRequest('/login', pending ? { returnTo: pending.returnTo } : {}),
  } as const
}

async function pendingOf({ db, now }: LoginDeps, c: Visited, token: string) {
  const { visit } = c.env
  const browserDigest = readBrowserDigest(visit, c.req.header('cookie'))
  if (!browserDigest || !/^[\w-]{43}$/.test(token)) return undefined
  const organizationId = visit.organization.id
  return findPendingSignIn(db, { organizationId, id: digest(token), browserDigest }, now())
}

/** The page for what it waits for, or why there is none: over, another browser's, shut out. */
async function show(
  deps: LoginDeps,
  c: Visited,
  pending: PendingSignIn | undefined,
  shown: Shown,
): Promise<Response> {
  const { visit } = c.env
  try {
    if (!pending) throw expired()
    return await showPending(deps, visit, await readWaiting(deps, pending), shown)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return runTraced(deps, visit, legOf(c, pending), (trace) =>
      trace.step('match_attempt', () => {
        throw error
      }),
    )
  }
}
