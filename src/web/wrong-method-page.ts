import { type Html, html } from './html.ts'
import { type PageOrganization, page } from './page.ts'

/** For whoever opens an address that forms are sent to; programs read the header `Allow`. */
export function wrongMethodPage({ organization }: { organization: PageOrganization }): Html {
  return page({
    title: 'There is nothing to see at this address',
    organization,
    body: html`
<div class="stack">
<h1>There is nothing to see at this address</h1>
<p>A form of another page is sent here. Go back to that page, or begin again.</p>
<a class="button" href="/">Go to your applications</a>
</div>`,
  })
}
