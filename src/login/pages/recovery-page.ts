import { type Html, html } from '../../web/html.ts'
import { ALERT } from '../../web/icons.ts'
import { type PageOrganization, page } from '../../web/page.ts'

type RecoveryPageData = Readonly<{
  organization: PageOrganization
  /** Whom it signs in. */
  login: string
  link: string
}>

/** Says what the link does before it is used: whoever only looks, a mail scanner too, uses nothing up. */
export function recoveryPage({ organization, login, link }: RecoveryPageData): Html {
  return page({
    title: `Get back in to ${organization.name}`,
    organization,
    body: html`
<form method="post" action="/recover" class="stack loose">
<div class="stack"><h1>Get back in to <bdi>${organization.name}</bdi></h1>
<p>This recovery link was made at the command line. It signs you in as <strong><bdi>${login}</bdi></strong>, once, and leads to the settings, where you mend how people sign in.</p>
<p class="quiet">That it was made and used is in the audit log.</p></div>
<input type="hidden" name="link" value="${link}">
<button type="submit" class="first"><span>Sign in as <bdi>${login}</bdi></span></button>
</form>`,
  })
}

export function recoveryEndedPage({ organization }: { organization: PageOrganization }): Html {
  return page({
    title: 'This link does not work',
    organization,
    body: html`
<div class="stack">
<div class="symbol bad">${ALERT}</div>
<h1>This link does not work</h1>
<p>A recovery link works once, for fifteen minutes, and a newer one replaces it. Whoever runs the
server makes another with <code>latchkey recover-link</code>.</p>
<a class="button" href="/login">Go to the sign-in page</a>
</div>`,
  })
}
