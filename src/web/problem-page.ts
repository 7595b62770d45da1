import { type Html, html } from './html.ts'
import { ALERT } from './icons.ts'
import { type PageOrganization, page } from './page.ts'
import type { Problem } from './problem.ts'

/** Shown for a failure for which the flow has no page of its own. */
export function problemPage({
  organization,
  problem,
}: {
  /** Not known where the failure came first. */
  organization?: PageOrganization
  problem: Problem
}): Html {
  return page({
    title: 'This did not work',
    ...(organization && { organization }),
    body: html`
<div class="stack">
<div class="symbol bad">${ALERT}</div>
<h1>This did not work</h1>
<p>${problem.message}</p>
<a class="button" href="/">Go to the start</a>
</div>`,
  })
}
