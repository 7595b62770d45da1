import { type Html, html } from '../../web/html.ts'
import { ALERT } from '../../web/icons.ts'
import { note, page } from '../../web/page.ts'
import { type PortalHeader, portalHeader } from './portal-header.ts'

type PasswordPageData = PortalHeader &
  Readonly<{
    /** For password managers, which keep the new one under it. */
    login: string
    action: string
    refused?: string | undefined
  }>

export function passwordPage(data: PasswordPageData): Html {
  const { organization, login, action, refused, accountHref } = data
  return page({
    title: 'Change your password',
    organization,
    width: 'wide',
    header: portalHeader(data),
    body: html`
<div class="stack loose narrow">
<h1>Change your password</h1>
${refused && note('bad', ALERT, html`<p>${refused}</p>`)}
<form method="post" action="${action}" class="sheet stack">
<input type="hidden" name="username" autocomplete="username" value="${login}">
<div><label for="present">Present password</label>
<input id="present" name="present" type="password" autocomplete="current-password" required maxlength="1024"></div>
<div><label for="wanted">New password</label>
<input id="wanted" name="wanted" type="password" autocomplete="new-password" required minlength="8" maxlength="256" aria-describedby="wanted-help">
<p id="wanted-help" class="help">8 characters or more. You stay signed in here, and are signed out everywhere else.</p></div>
<div class="row"><button type="submit" class="first">Change the password</button><a class="button" href="${accountHref}">Keep it</a></div>
</form>
</div>`,
  })
}
