import { Hono } from 'hono'
import type { Clock } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import { isAssigned } from '../core/applications/assignment-store.ts'
import { recordEvent } from '../core/audit/event-store.ts'
import { listAuthorizationServers } from '../core/authorization-servers/authorization-server-store.ts'
import { acrOf } from '../core/factors/assurance.ts'
import { isReachable } from '../core/factors/is-reachable.ts'
import type { Wanted } from '../core/factors/wanted.ts'
import type { SignedIn } from '../core/sessions/find-live-session.ts'
import { countTry, returnTries } from '../core/throttle/count-try.ts'
import { isAccountSlowed, recordSlowed } from '../core/throttle/record-slowed.ts'
import { displayName, type User } from '../core/users/user.ts'
import { readSession } from '../front/session-cookie.ts'
import { stepUpHref } from '../front/step-up.ts'
import type { FrontEnv, Visit } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import { readForm } from '../web/form.ts'
import { retryAfter, statusOf } from '../web/problem.ts'
import { requireSameOrigin } from '../web/same-origin.ts'
import { sendPage } from '../web/security-headers.ts'
import type { ApplicationDirectory } from './application-directory.ts'
import { opening } from './opening.ts'
import { devicePage } from './pages/device-page.ts'
import type { ProviderPool } from './provider-pool.ts'
import { missingIn } from './second-factor.ts'

type Deps = { db: Db; now: Clock; pool: ProviderPool; applications: ApplicationDirectory }

const ACTION = '/activate'
const NOT_FOUND =
  'There is no device waiting with this code. Check the letters, or start again on the device: a code lasts ten minutes.'
const REFUSED = 'The person did not let the device in.'
const NO_SUCH_FACTOR =
  'The application on this device asks for a way to sign in that you do not have.'
const NOT_ASSIGNED =
  'You are not assigned to the application on this device. Ask your administrator to assign you.'

/**
 * `/activate`: the person lets a device in (RFC 8628 section 3.3), of whichever of the
 * organization's servers it asked. Typing the code is not yet consent: the next page names the
 * application, and only its answer, from the same origin and session, decides (section 5.4).
 */
export function activationRoutes(deps: Deps): Hono<FrontEnv> {
  const routes = new Hono<FrontEnv>()

  routes.get(ACTION, async (c) => {
    const { visit } = c.env
    const signedIn = await readSession(deps.db, visit, c.req.header('cookie'), deps.now())
    const { search } = new URL(c.req.url)
    if (!signedIn) return c.redirect(signInFirst(search), 303)
    const code = c.req.query('user_code')
    return code === undefined ? enterPage(visit) : confirmPage(deps, visit, signedIn, code)
  })

  routes.post(ACTION, async (c) => {
    const { visit } = c.env
    requireSameOrigin(c.req.raw.headers, visit.organization.url)
    const form = await readForm(c.req.raw, { once: ['user_code', 'decision'] })
    const signedIn = await readSession(deps.db, visit, c.req.header('cookie'), deps.now())
    if (!signedIn) return c.redirect(signInFirst(''), 303)
    const code = form.get('user_code') ?? ''
    const decision = form.get('decision')
    if (decision === null) return confirmPage(deps, visit, signedIn, code)
    return decide(deps, visit, signedIn, { code, allows: decision === 'allow' })
  })
  return routes
}

function signInFirst(search: string): string {
  return `/login?${new URLSearchParams({ return_to: `${ACTION}${search}` })}`
}

function enterPage(
  visit: Visit,
  typed?: { code: string; error: string },
  answer: { status: number; headers?: Record<string, string> } = { status: typed ? 400 : 200 },
): Response {
  const page = devicePage({
    step: 'enter',
    organization: visit.brand,
    action: ACTION,
    ...typed,
  })
  return sendPage(page, answer)
}

function slowPage(visit: Visit, code: string, slowed: Failure): Response {
  const answer = { status: statusOf(slowed.code), headers: retryAfter(slowed) }
  return enterPage(visit, { code, error: slowed.message }, answer)
}

async function confirmPage(
  deps: Deps,
  visit: Visit,
  { user }: SignedIn,
  code: string,
): Promise<Response> {
  const waiting = await tryCode(deps, visit, user, code)
  if (waiting instanceof Failure) return slowPage(visit, code, waiting)
  if (!waiting) return enterPage(visit, { code, error: NOT_FOUND })
  const page = devicePage({
    step: 'confirm',
    organization: visit.brand,
    action: ACTION,
    application: waiting.application.label,
    code: spell(code),
    account: displayName(user),
    hidden: { user_code: code },
  })
  return sendPage(page)
}

async function decide(
  deps: Deps,
  visit: Visit,
  { user, session }: SignedIn,
  { code, allows }: { code: string; allows: boolean },
): Promise<Response> {
  const waiting = await tryCode(deps, visit, user, code)
  if (waiting instanceof Failure) return slowPage(visit, code, waiting)
  if (!waiting) return enterPage(visit, { code, error: NOT_FOUND })
  const { device, provider, application } = waiting
  const { organization, brand } = visit

  if (!allows) {
    Object.assign(device, { error: 'access_denied', errorDescription: REFUSED })
    if (!(await isKept(device))) return enterPage(visit, { code, error: NOT_FOUND })
    return sendPage(devicePage({ step: 'cancelled', organization: brand }))
  }
  const assigned = await isAssigned(deps.db, application.id, user.id)
  const about = { userId: user.id, applicationId: application.id, isAssigned: assigned }
  const happened = {
    organizationId: organization.id,
    ...opening({ ...about, detail: { from: 'device' } }),
  }
  if (!assigned) {
    await recordEvent(deps.db, happened, deps.now())
    return enterPage(visit, { code, error: NOT_ASSIGNED })
  }
  const asked = String(device.params?.acr_values ?? '')
    .split(' ')
    .filter(Boolean)
  const required = application.settings.requiresSecondFactor
  const missing = await missingIn(deps, session, { organization, user, required, asked })
  if (missing !== undefined) return stepUpFirst(deps, visit, { code, missing, user })
  const scope = String(device.params?.scope ?? '')
  const grant = new provider.Grant({ accountId: user.id, clientId: application.clientId })
  grant.addOIDCScope(scope)
  Object.assign(device, {
    accountId: user.id,
    grantId: await grant.save(),
    scope,
    amr: [...session.amr],
    acr: acrOf(session, asked),
    authTime: Math.floor(session.authenticatedAt / 1_000),
    sessionUid: session.uid,
  })
  if (!(await isKept(device))) return enterPage(visit, { code, error: NOT_FOUND })
  await recordEvent(deps.db, happened, deps.now())
  return sendPage(devicePage({ step: 'done', organization: brand, application: application.label }))
}

/** False where somebody else decided at the same moment: a code is answered once. */
async function isKept(device: Readonly<{ save(): Promise<unknown> }>): Promise<boolean> {
  try {
    await device.save()
    return true
  } catch (error) {
    if (error instanceof Failure && error.code === 'changed_meanwhile') return false
    throw error
  }
}

/** The person shows what is missing, and is asked about the device again. */
async function stepUpFirst(
  { db }: Pick<Deps, 'db'>,
  visit: Visit,
  { code, missing, user }: Readonly<{ code: string; missing: Wanted; user: User }>,
): Promise<Response> {
  if (!(await isReachable(db, missing, user.id)))
    return enterPage(visit, { code, error: NO_SUCH_FACTOR })
  const back = `${ACTION}?${new URLSearchParams({ user_code: spell(code) })}`
  return new Response(null, { status: 303, headers: { location: stepUpHref(back, missing) } })
}

/** A code is short: whoever guesses codes of other people's devices has to wait between tries. */
async function tryCode(deps: Deps, visit: Visit, { id }: User, code: string) {
  const { db, now } = deps
  const { organization, address } = visit
  const organizationId = organization.id
  const tried = { organizationId, what: 'device_code', account: id, address } as const
  try {
    await countTry(db, tried, now())
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const slowed = { organizationId, userId: id, address }
    if (isAccountSlowed(error)) await recordSlowed(db, slowed, now())
    return error
  }
  const waiting = await findDevice(deps, visit, code)
  if (waiting) await returnTries(db, tried)
  return waiting
}

/** A device that still waits for its answer, with the server it asked. */
async function findDevice({ db, pool, applications }: Deps, { organization }: Visit, code: string) {
  const userCode = normalize(code)
  if (userCode.length !== 8) return undefined
  for (const { slug } of await listAuthorizationServers(db, organization.id)) {
    const pooled = await pool.find(organization, slug)
    const device = await pooled?.provider.DeviceCode.findByUserCode(userCode)
    if (!pooled || !device?.clientId || device.isExpired || isDecided(device)) continue
    const known = await applications.find(organization.id, device.clientId)
    if (known) return { device, provider: pooled.provider, application: known.application }
  }
  return undefined
}

/** Once answered, either way, a code has done its work. */
function isDecided({ accountId, error, consumed }: Decision): boolean {
  return accountId !== undefined || error !== undefined || consumed !== undefined
}

type Decision = { accountId?: string | undefined; error?: string | undefined; consumed?: unknown }

function normalize(code: string): string {
  return code
    .slice(0, 40)
    .toUpperCase()
    .replace(/[^A-Z]/g, '')
}

function spell(code: string): string {
  const letters = normalize(code)
  return `${letters.slice(0, 4)}-${letters.slice(4)}`
}
