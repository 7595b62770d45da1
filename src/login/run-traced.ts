import { Failure } from '../base/errors.ts'
import { type BegunAttempt, startTrace, type Trace, type TraceRecord } from '../core/audit/trace.ts'
import { type Outcome, STEPS } from '../core/audit/trace-vocabulary.ts'
import { explainLegs } from '../core/causes/explain-legs.ts'
import { findConnection } from '../core/connections/connection-store.ts'
import type { ExplanationPanel } from '../front/explanation-panel.ts'
import { sendLeavingPage } from '../front/leaving-page.ts'
import { mayMend } from '../front/may-mend.ts'
import type { Visit } from '../front/visit.ts'
import { toProblem } from '../web/problem.ts'
import { sendPage } from '../web/security-headers.ts'
import { describeFailure } from './describe-failure.ts'
import type { LoginDeps, Onward } from './login-deps.ts'
import { stayingAt } from './only-way-in.ts'
import { failurePage } from './pages/failure-page.ts'
import { recordRefusal } from './record-refusal.ts'

type Leg = Readonly<{
  cookieHeader: string | undefined
  /** What this leg goes on with, where it does. */
  begun?: Partial<BegunAttempt> | undefined
  /** What it means that this leg ended well: the sign-in did, or the browser is on its way. */
  outcome: Extract<Outcome, 'succeeded' | 'going_on'>
  /** Where "Try again" leads. */
  tryAgainHref?: string | undefined
  /** An answer in place of the failure page, where there is a better one. */
  answerFailure?: (error: unknown, code: string) => Promise<Response> | undefined
}>

/** One leg of a sign-in: whatever happens is traced, and ends in a redirect or on a page. */
export async function runTraced(
  deps: LoginDeps,
  visit: Visit,
  leg: Leg,
  run: (trace: Trace) => Promise<Onward>,
): Promise<Response> {
  const { organization, address, userAgent } = visit
  const started = { organizationId: organization.id, side: 'app', address, userAgent } as const
  const { code, applicationId } = leg.begun ?? {}
  const trace = startTrace(deps.now, { ...started, ...(code && { code }) })
  trace.about({ applicationId })
  try {
    const onward = await run(trace)
    deps.traces.write(trace.end(onward.goesOn ? 'going_on' : leg.outcome))
    const { leaves: addresses = [] } = onward
    return addresses.length > 0
      ? sendLeavingPage(visit, { ...onward, addresses })
      : redirect(onward)
  } catch (error) {
    const record = trace.end(outcomeOf(error))
    deps.traces.write(record)
    recordRefusal(deps, record, error)
    if (!(error instanceof Failure)) deps.log.error({ error, code: trace.code }, 'sign-in failed')
    const answer = leg.answerFailure?.(error, trace.code)
    return answer ?? sendFailure(deps, visit, leg, { error, record })
  }
}

export function redirect({ location, cookies }: Onward): Response {
  const headers = new Headers({ location, 'cache-control': 'no-store' })
  for (const cookie of cookies) headers.append('set-cookie', cookie)
  return new Response(null, { status: 303, headers })
}

async function sendFailure(
  deps: LoginDeps,
  visit: Visit,
  { cookieHeader, tryAgainHref }: Leg,
  { error, record }: { error: unknown; record: TraceRecord },
): Promise<Response> {
  const { organization, secure } = visit
  const connection = record.connectionId
    ? await findConnection(deps.db, record.connectionId)
    : undefined
  const failed = record.steps.findLast((step) => step.failure)
  const names = { organization: organization.name, provider: connection?.name }
  const description = describeFailure(error, failed?.name, names)
  const isAboutPerson = error instanceof Failure && ABOUT_PERSON.includes(error.code)
  const body = failurePage({
    ...description,
    isAboutPerson,
    organization: visit.brand,
    code: record.code,
    tryAgainHref: isAboutPerson
      ? withFreshSignIn(tryAgainHref)
      : tryAgainHref && stayingAt(tryAgainHref, visit),
    admin: (await mayMend(deps, visit, { cookieHeader, permission: 'connections.write' }))
      ? await explain(deps, record, { provider: connection?.name })
      : undefined,
  })
  return sendPage(body, { status: toProblem(error).status, https: secure })
}

/** Out of the record: what went into it is redacted already. */
async function explain(
  deps: LoginDeps,
  record: TraceRecord,
  names: NonNullable<ExplanationPanel['names']>,
): Promise<ExplanationPanel | undefined> {
  const explanation = await explainLegs(deps, [record])
  const failed = record.steps.findLast((step) => step.failure)
  const step = failed ? STEPS[failed.name] : 'None: the error came from elsewhere.'
  const traceHref = deps.traces.keeps ? `/console/sign-ins/${record.code}` : undefined
  return explanation && { explanation, step, names, traceHref }
}

/** What another try of the same person ends in as well. */
const ABOUT_PERSON: readonly string[] = ['user_not_active', 'sign_up_closed', 'linking_refused']

/** The provider would send the same person back at once, if it were not asked for a fresh sign-in. */
function withFreshSignIn(href = '/login'): string {
  return `${href}${href.includes('?') ? '&' : '?'}fresh=1`
}

const RULES: readonly string[] = [
  'wrong_password',
  'wrong_factor',
  'too_many_tries',
  'user_not_active',
  'sign_up_closed',
  'linking_refused',
  'not_assigned',
  'forbidden',
]

/** `refused`: a rule of ours said no. Everything else went wrong. */
function outcomeOf(error: unknown): Outcome {
  return error instanceof Failure && RULES.includes(error.code) ? 'refused' : 'failed'
}
