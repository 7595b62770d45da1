import { type Html, html } from '../../web/html.ts'
import { ALERT } from '../../web/icons.ts'
import { note, page } from '../../web/page.ts'
import { type PortalHeader, portalHeader } from './portal-header.ts'

type DisconnectPageData = PortalHeader &
  Readonly<{
    /** What the connection is called. */
    name: string
    action: string
    /** What the person has to do first, to prove that it is them. */
    proof: 'none' | 'password' | 'sign_in_again'
    signInAgainHref: string
    refused?: string | undefined
  }>

export function disconnectPage(data: DisconnectPageData): Html {
  const { organization, name, refused } = data
  return page({
    title: `Disconnect ${name}`,
    organization,
    width: 'wide',
    header: portalHeader(data),
    body: html`
<div class="stack loose narrow">
<h1>Disconnect <bdi>${name}</bdi>?</h1>
${refused && note('bad', ALERT, html`<p>${refused}</p>`)}
<div class="sheet stack">
<p>You will no longer come to this account by signing in through <bdi>${name}</bdi>, and browsers that
did are signed out. Your account at <bdi>${name}</bdi> itself stays as it is.</p>
${data.proof === 'sign_in_again' ? signInAgain(data) : confirmation(data)}
</div>
</div>`,
  })
}

function confirmation({ name, action, proof, accountHref }: DisconnectPageData): Html {
  return html`<form method="post" action="${action}" class="stack">
${
  proof === 'password' &&
  html`<div><label for="password">Your password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1024" aria-describedby="why">
<p id="why" class="help">Because your last sign-in is more than ten minutes ago.</p></div>`
}
<div class="row"><button type="submit" class="first">Disconnect ${name}</button><a class="button" href="${accountHref}">Keep it</a></div>
</form>`
}

function signInAgain({ signInAgainHref, accountHref }: DisconnectPageData): Html {
  return html`<p>Your last sign-in is more than ten minutes ago. Sign in again first, then you come back here.</p>
<div class="row"><a class="button first" href="${signInAgainHref}">Sign in again</a><a class="button" href="${accountHref}">Keep it</a></div>`
}
