import { type Context, Hono } from 'hono'
import { Failure } from '../base/errors.ts'
import { beginTotp, checkFirstCode } from '../core/factors/add-totp.ts'
import { isTwoFactor } from '../core/factors/authentication-methods.ts'
import { addFactor, makeRecoveryCodes, removeFactor } from '../core/factors/manage-own-factors.ts'
import { countRecoveryCodes } from '../core/factors/recovery-code-store.ts'
import { listTotpFactors } from '../core/factors/totp-factor-store.ts'
import { listPasskeys } from '../core/passkeys/passkey-store.ts'
import type { SignedIn } from '../core/sessions/find-live-session.ts'
import { countTry, returnTries } from '../core/throttle/count-try.ts'
import { isRecent } from '../core/users/require-presence.ts'
import { newAuthenticatorFields } from '../front/factor-fields.ts'
import { readSessionOfPage, stepUpHref } from '../front/step-up.ts'
import type { FrontEnv } from '../front/visit.ts'
import { readForm } from '../web/form.ts'
import type { Html } from '../web/html.ts'
import { retryAfter, statusOf } from '../web/problem.ts'
import { requireSameOrigin } from '../web/same-origin.ts'
import { sendPage } from '../web/security-headers.ts'
import { addAppPage, factorsPage, newCodesPage } from './pages/factors-page.ts'
import { headerOf, type PortalDeps, SIGN_OUT_LEADS_TO } from './portal-page.ts'

type Asked = Context<FrontEnv>

export const FACTORS = '/account/factors'
const APP = `${FACTORS}/app`

/** A person's own second factors. Whatever changes one takes a sign-in of now, with a factor. */
export function factorRoutes(deps: PortalDeps): Hono<FrontEnv> {
  const routes = new Hono<FrontEnv>()

  routes.get(FACTORS, async (c) => {
    const signedIn = await readSessionOfPage(deps, c)
    return signedIn ? showFactors(deps, c, signedIn) : c.redirect(signInHref(FACTORS), 303)
  })
  routes.get(APP, async (c) => {
    const signedIn = await readSessionOfPage(deps, c)
    if (!signedIn) return c.redirect(signInHref(APP), 303)
    const first = mustShowFirst(deps, signedIn, APP)
    return first ? c.redirect(first, 303) : showApp(deps, c, signedIn)
  })

  for (const [path, back, act] of ACTS) {
    routes.post(path, async (c) => {
      requireSameOrigin(c.req.raw.headers, c.env.visit.organization.url)
      const form = await readForm(c.req.raw, { once: ['factor', 'code', 'name'] })
      const signedIn = await readSessionOfPage(deps, c)
      if (!signedIn) return c.redirect(signInHref(back), 303)
      const first = mustShowFirst(deps, signedIn, back)
      if (first) return c.redirect(first, 303)
      try {
        return await act(deps, c, signedIn, form)
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        return back === APP
          ? showApp(deps, c, signedIn, error)
          : showFactors(deps, c, signedIn, error)
      }
    })
  }
  return routes
}

const ACTS = [
  [APP, APP, addApp],
  [`${FACTORS}/remove`, FACTORS, remove],
  [`${FACTORS}/codes`, FACTORS, makeCodes],
] as const

export function signInHref(returnTo: string, more: Record<string, string> = {}): string {
  return `/login?${new URLSearchParams({ return_to: returnTo, ...more })}`
}

/**
 * Where the person goes first, if anywhere: a browser that was left open is not enough to change how
 * they sign in, and neither is a session in which their factor was not shown.
 */
export function mustShowFirst(
  { now }: PortalDeps,
  { user, session }: SignedIn,
  back: string,
): string | undefined {
  if (!isRecent(session, now())) return signInHref(back, { fresh: '1' })
  if (!user.secondFactors || isTwoFactor(session.amr)) return undefined
  return stepUpHref(back, 'two_factors')
}

async function showFactors(
  deps: PortalDeps,
  c: Asked,
  signedIn: SignedIn,
  refused?: Failure,
): Promise<Response> {
  const { user } = signedIn
  const [apps, passkeys, codesLeft] = await Promise.all([
    listTotpFactors(deps.db, user.id),
    listPasskeys(deps.db, user.id),
    countRecoveryCodes(deps.db, user.id),
  ])
  const page = factorsPage({
    ...headerOf(c, user),
    apps,
    passkeys,
    addPasskeyHref: `${FACTORS}/passkey`,
    codesLeft,
    addAppHref: APP,
    removeAction: `${FACTORS}/remove`,
    codesAction: `${FACTORS}/codes`,
    showFirstHref: mustShowFirst(deps, signedIn, FACTORS),
    refused: refused?.message,
  })
  return send(c, page, refused)
}

async function showApp(
  deps: PortalDeps,
  c: Asked,
  { user, session }: SignedIn,
  refused?: Failure,
): Promise<Response> {
  const { organization } = c.env.visit
  const begun = { user, begunIn: session.uid, issuer: organization.name }
  const page = addAppPage({
    ...headerOf(c, user),
    action: APP,
    fields: await newAuthenticatorFields(await beginTotp(deps, begun)),
    cancelHref: FACTORS,
    refused: refused?.message,
  })
  return send(c, page, refused)
}

async function addApp(deps: PortalDeps, c: Asked, signedIn: SignedIn, form: URLSearchParams) {
  const { user, session } = signedIn
  const { address, organization } = c.env.visit
  const tried = {
    ...({ organizationId: organization.id, what: 'factor', account: user.id } as const),
    ...{ browser: session.uid, address },
  }
  await countTry(deps.db, tried, deps.now())
  const typed = { code: form.get('code') ?? '', name: form.get('name') ?? '' }
  const first = await checkFirstCode(deps, { user, begunIn: session.uid, ...typed })
  const codes = await addFactor(deps, { user, first, factor: 'otp' })
  await returnTries(deps.db, tried)
  return codes ? showCodes(c, signedIn, codes) : c.redirect(FACTORS, 303)
}

async function remove(deps: PortalDeps, c: Asked, { user }: SignedIn, form: URLSearchParams) {
  const { organization } = c.env.visit
  await removeFactor(deps, { user, organization, id: form.get('factor') ?? '' })
  return c.redirect(FACTORS, 303)
}

async function makeCodes(deps: PortalDeps, c: Asked, signedIn: SignedIn) {
  return showCodes(c, signedIn, await makeRecoveryCodes(deps, signedIn))
}

/** In the answer itself: they are kept nowhere, and shown once. */
export function showCodes(c: Asked, { user }: SignedIn, codes: readonly string[]): Response {
  return send(c, newCodesPage({ ...headerOf(c, user), codes, backHref: FACTORS }))
}

function send(c: Asked, page: Html, refused?: Failure): Response {
  const https = c.env.visit.secure
  const status = refused ? statusOf(refused.code) : 200
  const headers = refused ? retryAfter(refused) : {}
  return sendPage(page, { https, status, headers, formsLeadTo: SIGN_OUT_LEADS_TO })
}
