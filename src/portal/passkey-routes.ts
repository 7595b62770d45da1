import { type Context, Hono } from 'hono'
import { Failure } from '../base/errors.ts'
import { addFactor } from '../core/factors/manage-own-factors.ts'
import { askForNewPasskey, checkNewPasskey } from '../core/passkeys/add-passkey.ts'
import type { SignedIn } from '../core/sessions/find-live-session.ts'
import { passkeyFields, passkeyScriptOn } from '../front/passkey-script.ts'
import { readSessionOfPage } from '../front/step-up.ts'
import type { FrontEnv } from '../front/visit.ts'
import { readForm } from '../web/form.ts'
import { retryAfter, statusOf } from '../web/problem.ts'
import { requireSameOrigin } from '../web/same-origin.ts'
import { sendPage } from '../web/security-headers.ts'
import { FACTORS, mustShowFirst, showCodes, signInHref } from './factor-routes.ts'
import { addPasskeyPage } from './pages/add-passkey-page.ts'
import { headerOf, type PortalDeps, SIGN_OUT_LEADS_TO } from './portal-page.ts'

type Asked = Context<FrontEnv>

const PASSKEY = `${FACTORS}/passkey`

/** A person adds a passkey of their own. It is removed as every factor is (factor-routes.ts). */
export function passkeyRoutes(deps: PortalDeps): Hono<FrontEnv> {
  const routes = new Hono<FrontEnv>()

  routes.get(PASSKEY, async (c) => {
    const signedIn = await readSessionOfPage(deps, c)
    if (!signedIn) return c.redirect(signInHref(PASSKEY), 303)
    const first = mustShowFirst(deps, signedIn, PASSKEY)
    return first ? c.redirect(first, 303) : show(deps, c, signedIn)
  })

  routes.post(PASSKEY, async (c) => {
    requireSameOrigin(c.req.raw.headers, c.env.visit.organization.url)
    const form = await readForm(c.req.raw, { once: ['credential', 'name'] })
    const signedIn = await readSessionOfPage(deps, c)
    if (!signedIn) return c.redirect(signInHref(PASSKEY), 303)
    const first = mustShowFirst(deps, signedIn, PASSKEY)
    if (first) return c.redirect(first, 303)
    try {
      return await add(deps, c, signedIn, form)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return show(deps, c, signedIn, error)
    }
  })
  return routes
}

const addingOf = (c: Asked, { user, session }: SignedIn) => ({
  organization: c.env.visit.organization,
  user,
  madeIn: session.uid,
})

async function add(deps: PortalDeps, c: Asked, signedIn: SignedIn, form: URLSearchParams) {
  const sent = { credential: form.get('credential') ?? '', name: form.get('name') ?? '' }
  const first = await checkNewPasskey(deps, addingOf(c, signedIn), sent)
  const codes = await addFactor(deps, { user: signedIn.user, first, factor: 'passkey' })
  return codes ? showCodes(c, signedIn, codes) : c.redirect(FACTORS, 303)
}

async function show(
  deps: PortalDeps,
  c: Asked,
  signedIn: SignedIn,
  refused?: Failure,
): Promise<Response> {
  const { visit } = c.env
  const page = addPasskeyPage({
    ...headerOf(c, signedIn.user),
    action: PASSKEY,
    fields: passkeyFields('new', await askForNewPasskey(deps, addingOf(c, signedIn))),
    cancelHref: FACTORS,
    refused: refused?.message,
  })
  return sendPage(page, {
    https: visit.secure,
    status: refused ? statusOf(refused.code) : 200,
    headers: refused ? retryAfter(refused) : {},
    formsLeadTo: SIGN_OUT_LEADS_TO,
    scripts: passkeyScriptOn(visit),
  })
}
