import type { Organization } from '../../core/organizations/organization.ts'
import { type Html, html } from '../../web/html.ts'
import { ALERT, DONE } from '../../web/icons.ts'
import { page } from '../../web/page.ts'

const REASONS = {
  nobody: 'This installation has no organization yet, so nobody can sign in.',
  wrong: 'This is not the link that was printed at the last start.',
  expired: 'This link was good for 30 minutes, and they are over.',
}

/** Where the link is that makes the first owner. */
export function setupLinkPage(why: keyof typeof REASONS): Html {
  return page({
    title: 'Not set up yet',
    body: html`
<div class="stack">
<div class="symbol bad">${ALERT}</div>
<h1>Not set up yet</h1>
<p>${REASONS[why]}</p>
<p>Whoever starts the server sees a link in its output that makes the first owner. A restart prints
a new one.</p>
</div>`,
  })
}

/** For an address that the browser is not at: a session there starts with a sign-in. */
export function setupDonePage({ organization }: { organization: Organization }): Html {
  return page({
    title: 'It is ready',
    organization: { name: organization.name },
    body: html`
<div class="stack">
<div class="symbol good">${DONE}</div>
<h1>${organization.name} is ready</h1>
<p>It lives at <strong>${organization.url}</strong>, which is not the address in your browser now.
Sign in there with your e-mail and password.</p>
<a class="button first" href="${organization.url}/console/">Go to ${organization.url}</a>
</div>`,
  })
}
