import type { EventEmitter } from 'node:events'
import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider'
import type { Clock } from '../base/clock.ts'
import type { StepDetail } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import { startTrace, type Trace, type TraceRecord } from '../core/audit/trace.ts'
import type { Outcome, StepName } from '../core/audit/trace-vocabulary.ts'
import type { TraceWriter } from '../core/audit/trace-writer.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { visitOf } from '../front/visit.ts'
import { isBrokenOff } from '../web/broken-off.ts'
import { isDatabaseAway } from '../web/database-away.ts'
import { detailOfAccess, NO_ACCESS } from './access-check.ts'
import { codeBefore, codeOfAttempt, rememberTrace } from './carried.ts'
import { rulesOfClient } from './client-metadata.ts'
import { failedCheck } from './failed-check.ts'
import { NOT_ASSIGNED } from './not-assigned.ts'

type Deps = { now: Clock; log: Log; traces: TraceWriter }
type Failed = Error & { error?: string; error_description?: string; error_detail?: string }

const ATTEMPT = /\/(?:authorize(?:\/[^/]+)?|token|par)$/
const failures = new WeakMap<object, Failed>()
/** Requests to which the application got the answer it asked for. */
const answered = new WeakSet<object>()

/** What an application asks for by itself, not through the browser. */
const BY_APPLICATION = /\/(?:token|par)$/

/** Every request for a person or for tokens leaves a trace of what was asked and what was decided. */
export function traceRequests(provider: Provider, deps: Deps, organization: Organization): void {
  listen(provider, deps.log)

  provider.use(async (ctx, next) => {
    if (!ATTEMPT.test(ctx.path) || ctx.method === 'OPTIONS') return next()
    const { address, userAgent } = visitOf(ctx.req)
    const caller = BY_APPLICATION.test(ctx.path) ? 'application' : 'browser'
    const from = { organizationId: organization.id, caller, address, userAgent } as const
    const trace = startTrace(deps.now, { ...from, side: 'provider' })
    rememberTrace(trace)
    await next()
    const withOidc = ctx as KoaContextWithOIDC
    if (!withOidc.oidc) return
    const failure = failures.get(ctx)
    const isSignIn = belongsToSignIn(withOidc)
    if (failure ? comesAgain(failure, isSignIn) : !isSignIn) return
    const outcome = tell(trace, withOidc, failure)
    const code = isSignIn ? codeOfAttempt() : undefined
    deps.traces.write({ ...trace.end(outcome), code: code ?? trace.code })
  })
}

/**
 * A sign-in ends with its tokens. What an application does with them later, or by itself, goes on
 * for months: of that only the failures are kept, each as an attempt of its own.
 */
function belongsToSignIn({ oidc }: KoaContextWithOIDC): boolean {
  const { grant_type: grant } = oidc.params ?? {}
  return oidc.route !== 'token' || (grant !== 'refresh_token' && grant !== 'client_credentials')
}

/**
 * A device asks every few seconds until its person has decided, and who renews tokens with a nonce of
 * an hour ago asks once more with the one that it was given (RFC 9449 section 8).
 */
function comesAgain({ error }: Failed, isSignIn: boolean): boolean {
  if (error === 'use_dpop_nonce') return !isSignIn
  return error === 'authorization_pending' || error === 'slow_down'
}

function listen(provider: Provider, log: Log): void {
  const keep = (ctx: KoaContextWithOIDC, error: Error) => {
    // The library's errors carry the protocol's words in these members; others have none of them.
    failures.set(ctx, error as Failed)
  }
  provider.on('authorization.success', (ctx) => answered.add(ctx))
  provider.on('authorization.error', keep)
  provider.on('grant.error', keep)
  provider.on('pushed_authorization_request.error', keep)
  provider.on('server_error', (ctx, error) => {
    keep(ctx, error)
    if (isDatabaseAway(error)) ctx.status = 503
    log.error({ error, path: ctx.path }, 'a request to the provider failed on our side')
  })
  // Where the answer was ready and what it told of could not be kept (storage/acknowledge.ts).
  const app: EventEmitter = provider
  app.on('error', (error: Failed & { expose?: boolean }, { path }: KoaContextWithOIDC) => {
    if (error.expose || isBrokenOff(error)) return
    log.error({ error, path }, 'an answer of the provider was not given')
  })
}

/** The record of a request that is about to end on a page, for whoever may see why. */
export function recordOfFailure(
  { now }: Pick<Deps, 'now'>,
  ctx: KoaContextWithOIDC,
  failure: Error,
): TraceRecord {
  const { organization, address, userAgent } = visitOf(ctx.req)
  const from = { organizationId: organization.id, side: 'provider', address, userAgent } as const
  const trace = startTrace(now, from)
  return trace.end(tell(trace, ctx, failure))
}

function tell(trace: Trace, ctx: KoaContextWithOIDC, failure: Failed | undefined): Outcome {
  const { oidc } = ctx
  const client = oidc.entities.Client
  const userId = oidc.session?.accountId ?? oidc.entities.Account?.accountId
  trace.about({ applicationId: client && rulesOfClient(client).applicationId, userId })
  const failed = failure && { code: failure.error ?? failure.name, message: reasonOf(failure) }
  const where = failure && stepOf(oidc.route, failure)
  for (const [name, detail] of steps(ctx, where)) {
    const check = failure && name === where ? failedCheck(ctx, failure) : {}
    trace.record(name, { ...detail, ...check }, name === where ? failed : undefined)
    if (name === where) return failure instanceof errors.AccessDenied ? 'refused' : 'failed'
  }
  return isAsking(ctx) ? 'going_on' : 'succeeded'
}

/** In the order of the vocabulary; the last one is where things stand. */
function steps(ctx: KoaContextWithOIDC, where: StepName | undefined): [StepName, StepDetail][] {
  const { oidc } = ctx
  const params = oidc.params ?? {}
  const client = oidc.entities.Client
  const text = (name: string) => (typeof params[name] === 'string' ? params[name] : undefined)
  if (oidc.route === 'token') {
    const continues = belongsToSignIn(ctx) ? undefined : codeBefore()
    const grant = { grant_type: text('grant_type'), application: client?.clientName, continues }
    return [['token_request', { ...grant, scope: text('scope'), ...detailOfAccess(ctx) }]]
  }
  const asked = { response_type: text('response_type'), scope: text('scope') }
  const list: [StepName, StepDetail][] = [
    ['read_request', { ...asked, response_mode: text('response_mode'), prompt: text('prompt') }],
    ['find_application', { clientId: text('client_id'), application: client?.clientName }],
    [
      'check_redirect_uri',
      { expected: client?.redirectUris?.join(' '), received: text('redirect_uri') },
    ],
    ['check_session', { signedIn: oidc.session?.accountId !== undefined }],
    ['check_assignment', {}],
  ]
  const access = detailOfAccess(ctx)
  if (access) list.push(['check_access_policy', access])
  // A pushed request is about no person yet.
  if (oidc.route === 'pushed_authorization_request') return list.slice(0, 3)
  if (where === 'ask_person' || isAsking(ctx)) {
    const asking = oidc.entities.Interaction?.prompt.name ?? 'consent'
    // Only who is signed in can be assigned, and only who is assigned is asked for consent.
    const before = asking === 'login' ? list.slice(0, 4) : list
    return [...before, ['ask_person', { for: asking }]]
  }
  return [...list, ['send_response', { to: text('redirect_uri') }]]
}

/** Whether the browser was sent to the person, and comes back later. */
function isAsking(ctx: KoaContextWithOIDC): boolean {
  const { Interaction } = ctx.oidc.entities
  return Interaction !== undefined && ctx.status === 303 && !answered.has(ctx) && !failures.has(ctx)
}

function stepOf(route: string, failure: Failed): StepName {
  if (route === 'token') return 'token_request'
  if (failure instanceof errors.InvalidClient || failure instanceof errors.InvalidClientAuth) {
    return 'find_application'
  }
  if (failure instanceof errors.InvalidRedirectUri) return 'check_redirect_uri'
  if (failure instanceof errors.SessionNotFound || failure.error === 'login_required') {
    return 'check_session'
  }
  if (failure.error_description === NOT_ASSIGNED) return 'check_assignment'
  if (failure.error_description === NO_ACCESS) return 'check_access_policy'
  if (failure instanceof errors.AccessDenied || failure.error === 'consent_required') {
    return 'ask_person'
  }
  return 'read_request'
}

/** The detail is what the library keeps from the caller: which of the reasons it was. */
function reasonOf({
  error_description: description,
  error_detail: detail,
  message,
}: Failed): string {
  return [description ?? message, detail].filter(Boolean).join(': ')
}
