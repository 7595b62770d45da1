import { type Html, html } from './html.ts'
import { ALERT } from './icons.ts'
import { page } from './page.ts'

/** For a host that belongs to no organization. Which ones are known is nothing to tell a stranger. */
export function unknownHostPage(): Html {
  return page({
    title: 'Nothing is served at this address',
    body: html`
<div class="stack">
<div class="symbol bad">${ALERT}</div>
<h1>Nothing is served at this address</h1>
<p>This server answers for other addresses than the one in your browser's address bar.</p>
<p class="quiet">Check the address for a typing error. If you look after this server: <code>latchkey doctor</code>
says what to mend, and the overview of the console lists addresses that were refused.</p>
</div>`,
  })
}
