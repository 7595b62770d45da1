import type { Failure } from '../base/errors.ts'
import { askForPasskey } from '../core/passkeys/check-passkey.ts'
import { hasPasskeys } from '../core/passkeys/passkey-store.ts'
import { passkeyFields, passkeyScriptOn } from '../front/passkey-script.ts'
import type { Visit } from '../front/visit.ts'
import { sendPage } from '../web/security-headers.ts'
import { answerTo } from './answer-on-screen.ts'
import { keepBrowserSecret } from './browser-secret.ts'
import type { LoginDeps } from './login-deps.ts'
import { loginScreen } from './login-screen.ts'
import { hasPasskeySignIn } from './passkey-sign-in.ts'
import type { SignInRequest } from './sign-in-request.ts'

type Shown = SignInRequest &
  Readonly<{
    cookieHeader: string | undefined
    emailFirst?: boolean
    remembered?: boolean
    refused?: Readonly<{ error: Failure; code?: string }>
  }>

/** The login screen, with a passkey's challenge for this browser where somebody could have one. */
export async function sendLoginScreen(
  deps: LoginDeps,
  visit: Visit,
  { refused, ...shown }: Shown,
): Promise<Response> {
  const { organization, secure: https } = visit
  const offered = hasPasskeySignIn(visit) && (await hasPasskeys(deps.db, organization.id))
  const browser = offered ? keepBrowserSecret(visit, shown.cookieHeader) : undefined
  const passkey = browser && {
    fields: passkeyFields(
      'offer',
      await askForPasskey(deps, { organization, madeIn: browser.digest }),
    ),
    returnTo: shown.returnTo,
  }
  const error = refused && { message: refused.error.message, code: refused.code }
  const screen = await loginScreen(deps, visit, {
    ...shown,
    ...(error && { error }),
    ...(passkey && { passkey }),
  })
  return sendPage(screen, {
    ...(refused && answerTo(refused.error)),
    ...(browser && { cookies: [browser.cookie], scripts: passkeyScriptOn(visit) }),
    https,
    formsLeadTo: 'anywhere',
  })
}
