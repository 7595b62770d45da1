import type { Context, Hono } from 'hono'
import type { Clock } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import type { Sealer } from '../base/seal.ts'
import { askForPasswordReset } from '../core/mail/queue-mail.ts'
import { countTry } from '../core/throttle/count-try.ts'
import { loginKey } from '../core/users/user.ts'
import type { FrontEnv } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import { readForm } from '../web/form.ts'
import { notFoundPage } from '../web/not-found-page.ts'
import { retryAfter, statusOf } from '../web/problem.ts'
import { requireSameOrigin } from '../web/same-origin.ts'
import { sendPage } from '../web/security-headers.ts'
import { askedPage, forgotPage } from './pages/forgot-pages.ts'

type Deps = Readonly<{ db: Db; now: Clock; sealer: Sealer; sendsMail: boolean }>

const PATH = '/password/forgot'
const LONGEST = 320

/** Somebody who cannot sign in asks for a new password by themselves. */
export function mountForgot(routes: Hono<FrontEnv>, deps: Deps): void {
  routes.get(PATH, (c) => {
    const { visit } = c.env
    if (!visit.organization.settings.passwordSignIn) return nothingHere(c)
    const hint = new URL(c.req.url).searchParams.get('login_hint') ?? ''
    const login = hint.length <= LONGEST ? hint : ''
    const page = forgotPage({ organization: visit.brand, login, sendsMail: deps.sendsMail })
    return sendPage(page, { https: visit.secure })
  })
  routes.post(PATH, (c) => ask(deps, c))
}

async function ask(deps: Deps, c: Context<FrontEnv>): Promise<Response> {
  const { db, now, sendsMail } = deps
  const { organization, brand, address, secure } = c.env.visit
  if (!organization.settings.passwordSignIn) return nothingHere(c)
  requireSameOrigin(c.req.raw.headers, organization.url)
  const typed = ((await readForm(c.req.raw, { once: ['login'] })).get('login') ?? '').trim()
  try {
    // Checked here, because wishes are answered in the background, where nobody sees a refusal.
    if (typed === '' || typed.length > LONGEST || /\p{Cc}/u.test(typed)) {
      throw new Failure(
        'invalid_input',
        'Type the e-mail address or username that you sign in with.',
      )
    }
    const account = loginKey(typed)
    const tried = {
      organizationId: organization.id,
      what: 'password_reset',
      account,
      address,
    } as const
    await countTry(db, tried, now())
    await askForPasswordReset(db, deps, { organization, typed }, now())
    return sendPage(askedPage({ organization: brand, sendsMail }), { https: secure })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const page = forgotPage({
      organization: brand,
      login: typed.slice(0, LONGEST),
      sendsMail,
      refused: error.message,
    })
    const headers = retryAfter(error)
    return sendPage(page, { status: statusOf(error.code), https: secure, headers })
  }
}

function nothingHere(c: Context<FrontEnv>): Response {
  const page = notFoundPage({ organization: c.env.visit.brand })
  return sendPage(page, { status: statusOf('not_found'), https: c.env.visit.secure })
}
