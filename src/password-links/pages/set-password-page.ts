import type { PasswordLinkPurpose } from '../../core/password-links/password-link.ts'
import { type Html, html } from '../../web/html.ts'
import { ALERT } from '../../web/icons.ts'
import { note, type PageOrganization, page } from '../../web/page.ts'

type SetPasswordPageData = Readonly<{
  organization: PageOrganization
  purpose: PasswordLinkPurpose
  /** What the person signs in with; password managers keep it beside the new password. */
  login: string
  /** Why what was typed before was refused. */
  refused?: string | undefined
}>

/** Asks a person for their new password. It has no action: the form goes to the link it is at. */
export function setPasswordPage(data: SetPasswordPageData): Html {
  const { organization, purpose, login, refused } = data
  const isInvited = purpose === 'invitation'
  return page({
    title: isInvited ? `Welcome to ${organization.name}` : 'Choose a new password',
    organization,
    body: html`
<div class="stack loose">
<h1>${isInvited ? html`Welcome to <bdi>${organization.name}</bdi>` : 'Choose a new password'}</h1>
<p>${
      isInvited
        ? 'Choose a password. You sign in with it from now on, together with the username below.'
        : 'The old password and every session you have end with it.'
    }</p>
${refused && note('bad', ALERT, html`<p id="error">${refused}</p>`)}
<form method="post" class="stack">
<div><label for="login">Username</label>
<input id="login" type="text" autocomplete="username" readonly value="${login}"></div>
<div><label for="password">New password</label>
<input id="password" name="password" type="password" autocomplete="new-password" required minlength="8" maxlength="256" aria-describedby="${refused ? 'error ' : ''}rule"${refused && html` aria-invalid="true"`}>
<p id="rule" class="small quiet">8 characters or more. A few words in a row are easy to remember and hard to guess.</p></div>
<button type="submit" class="first">Set the password</button>
</form>
</div>`,
  })
}
