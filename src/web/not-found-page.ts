import { type Html, html } from './html.ts'
import { type PageOrganization, page } from './page.ts'

export function notFoundPage({ organization }: { organization?: PageOrganization }): Html {
  return page({
    title: 'This page does not exist',
    organization,
    body: html`
<div class="stack">
<h1>This page does not exist</h1>
<p>The address may have been mistyped, or what was here has been removed.</p>
<a class="button" href="/">Go to your applications</a>
</div>`,
  })
}
