import { type Html, html } from '../web/html.ts'
import { type PageOrganization, page } from '../web/page.ts'

export function consoleRefusedPage(organization: PageOrganization): Html {
  return page({
    title: 'The console is for administrators',
    organization,
    body: html`
<div class="stack">
<h1>The console is for administrators</h1>
<p>You are signed in, but your account has no part in running ${organization.name}. An owner can
give you a role that has.</p>
<p><a class="button" href="/">Go to your applications</a></p>
</div>`,
  })
}

export function consoleNotBuiltPage(organization: PageOrganization): Html {
  return page({
    title: 'The console has not been built',
    organization,
    body: html`
<div class="stack">
<h1>The console has not been built</h1>
<p>Everything else works. To build it, run this where Latchkey is installed, and open this page
again:</p>
<p><code>npm run console</code></p>
</div>`,
  })
}
