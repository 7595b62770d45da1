import { type Html, html } from '../../web/html.ts'
import { type AroundLogin, aroundLogin, passkeyForm } from './login-page.ts'

type EmailFirstPageData = AroundLogin &
  Readonly<{
    returnTo: string
    /** What was typed. */
    login?: string | undefined
    fresh: boolean
    /** The login screen with every way. */
    everyWayHref: string
  }>

/** The e-mail first and alone: where to go on follows from its domain. */
export function emailFirstPage(data: EmailFirstPageData): Html {
  const { returnTo, login = '', fresh, everyWayHref, error, passkey } = data
  return aroundLogin(
    data,
    html`
<form method="post" action="/login" class="stack">
<input type="hidden" name="step" value="email">
<input type="hidden" name="return_to" value="${returnTo}">
${fresh && html`<input type="hidden" name="fresh" value="1">`}
<div><label for="login">E-mail or username</label>
<input id="login" name="login" type="text" inputmode="email" autocomplete="username${passkey && ' webauthn'}" autocapitalize="none" spellcheck="false" required maxlength="320" value="${login}"${error && html` aria-describedby="error"`}></div>
<button type="submit" class="first">Continue</button>
</form>
${passkey && passkeyForm(passkey)}
<p class="small"><a class="alone" href="${everyWayHref}">Other ways to sign in</a></p>`,
  )
}
