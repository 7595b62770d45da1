import { type Html, html } from '../web/html.ts'
import { qrPicture } from '../web/qr-picture.ts'

// Parts for second factors that the sign-in and the account page share.

/** Six digits of an authenticator app. */
export function oneTimeCodeField(label = 'Six digits'): Html {
  return html`<div><label for="code">${label}</label>
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" autofocus required maxlength="16" aria-describedby="hint">
<p id="hint" class="help">It shows new ones every 30 seconds.</p></div>`
}

export function recoveryCodeField(): Html {
  return html`<div><label for="code">Recovery code</label>
<input id="code" name="code" type="text" autocomplete="off" autocapitalize="none" spellcheck="false" autofocus required maxlength="40" aria-describedby="hint">
<p id="hint" class="help">Each works once. You were given ten of them.</p></div>`
}

/** Gives an authenticator app its secret, and asks for a first code, which proves that it has it. */
export async function newAuthenticatorFields({
  secret,
  address,
}: Readonly<{ secret: string; address: string }>): Promise<Html> {
  return html`<ol class="stack steps">
<li>Let an authenticator app on your telephone read this picture.
${await qrPicture(address)}
<p class="help">Or type this secret into it: <code class="secret">${secret.match(/.{4}/g)?.join(' ')}</code></p></li>
<li><label for="code">Type the six digits that it shows</label>
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" required maxlength="16"></li>
</ol>`
}

export function recoveryCodeList(codes: readonly string[]): Html {
  return html`<ul class="codes">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ul>`
}
