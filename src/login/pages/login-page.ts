import { type Html, html } from '../../web/html.ts'
import { ALERT, providerIcon } from '../../web/icons.ts'
import { note, type PageOrganization, page } from '../../web/page.ts'

/** What stands on the login screen whatever it asks for. */
export type AroundLogin = Readonly<{
  organization: PageOrganization
  /** The inside of the form that signs in with a passkey. */
  passkey?: Readonly<{ fields: Html; returnTo?: string | undefined }> | undefined
  error?: Readonly<{ message: string; code?: string | undefined }> | undefined
  /** The name of the application that the person is on the way to. */
  continueTo?: string | undefined
  /** In place of "Sign in to NAME". */
  heading?: string | undefined
  /** Below the heading, as plain text. */
  intro?: string | undefined
}>

export type LoginPageData = AroundLogin &
  Readonly<{
    /** One button each. The one used last is put first, whatever its place here. */
    connections: readonly LoginConnection[]
    /** Absent where the organization has no passwords. */
    passwordForm?: PasswordForm | undefined
  }>

type LoginConnection = Readonly<{
  name: string
  template: string
  /** The whole text of the button, where it is not "Sign in with NAME". */
  label?: string | undefined
  iconUrl?: string | undefined
  href: string
  lastUsed?: boolean
}>

type PasswordForm = Readonly<{
  action: string
  returnTo?: string | undefined
  /** What was typed, or the login hint. */
  login?: string | undefined
  forgotPasswordHref?: string | undefined
  /** Whether the box is ticked; absent where nobody may stay signed in. */
  remember?: boolean | undefined
}>

export function loginPage(data: LoginPageData): Html {
  const { passwordForm, error } = data
  const connections = data.connections.toSorted(
    (one, other) => Number(other.lastUsed ?? false) - Number(one.lastUsed ?? false),
  )
  return aroundLogin(
    data,
    html`
${connections.length > 0 && html`<div class="stack tight">${connections.map(connectionButton)}</div>`}
${connections.length > 0 && passwordForm && html`<div class="or">or</div>`}
${passwordForm && passwordFields(passwordForm, error !== undefined, data.passkey !== undefined)}
${data.passkey && passkeyForm(data.passkey)}
${
  connections.length === 0 &&
  !passwordForm &&
  html`<p>There is no way to sign in here yet. An administrator adds one by connecting a provider.</p>`
}`,
  )
}

/** The card of the login screen, with what it asks for. */
export function aroundLogin(data: AroundLogin, body: Html): Html {
  const { organization, error, continueTo, heading, intro } = data
  return page({
    title: `Sign in to ${organization.name}`,
    organization,
    below: continueTo ? html`to continue to <bdi>${continueTo}</bdi>` : undefined,
    body: html`
<div class="stack loose">
<div class="stack tight">
${heading ? html`<h1 dir="auto">${heading}</h1>` : html`<h1>Sign in to <bdi>${organization.name}</bdi></h1>`}
${intro && html`<p class="intro quiet" dir="auto">${intro}</p>`}
</div>
${error && errorNote(error)}
${body}
</div>`,
  })
}

function errorNote({ message, code }: NonNullable<AroundLogin['error']>): Html {
  return note(
    'bad',
    ALERT,
    html`<p id="error">${message}</p>${code && html`<p class="small quiet">Code <code>${code}</code></p>`}`,
  )
}

function connectionButton(connection: LoginConnection): Html {
  const { name, template, label, iconUrl, href, lastUsed } = connection
  const icon = iconUrl ? html`<img src="${iconUrl}" alt="">` : providerIcon(template)
  const text = label ? html`<span dir="auto">${label}</span>` : signInWith(name)
  return html`<div><a class="button connection" href="${href}">${icon}${text}</a>${
    lastUsed && html`<span class="last-used">You used this last time</span>`
  }</div>`
}

function signInWith(name: string): Html {
  return html`<span>Sign in with <bdi>${name}</bdi></span>`
}

export function passkeyForm({ fields, returnTo }: NonNullable<AroundLogin['passkey']>): Html {
  return html`<form method="post" action="/login/passkey" class="stack tight">
${returnTo !== undefined && html`<input type="hidden" name="return_to" value="${returnTo}">`}
<button type="submit">Sign in with a passkey</button>
${fields}
</form>`
}

function passwordFields(form: PasswordForm, failed: boolean, withPasskey: boolean): Html {
  const { action, returnTo, login = '', forgotPasswordHref, remember } = form
  const describedBy = failed && html` aria-describedby="error"`
  return html`
<form method="post" action="${action}" class="stack">
${returnTo !== undefined && html`<input type="hidden" name="return_to" value="${returnTo}">`}
<div><label for="login">E-mail or username</label>
<input id="login" name="login" type="text" inputmode="email" autocomplete="username${withPasskey && ' webauthn'}" autocapitalize="none" spellcheck="false" required maxlength="320" value="${login}"${describedBy}></div>
<div><label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1024"></div>
${
  remember !== undefined &&
  html`<label class="tick"><input type="checkbox" name="remember" value="1"${remember && html` checked`}> Stay signed in on this browser</label>`
}
<button type="submit" class="first">Sign in</button>
${forgotPasswordHref && html`<p class="small"><a class="alone" href="${forgotPasswordHref}">Forgot password?</a></p>`}
</form>`
}
