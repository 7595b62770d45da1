import { type Html, html } from '../../web/html.ts'
import { DONE } from '../../web/icons.ts'
import { type PageOrganization, page } from '../../web/page.ts'

type LoggedOutPageData = Readonly<{
  organization: PageOrganization
  signInHref: string
  /** A provider at which the person is still signed in, because it was not asked to end that. */
  stillSignedInAt?: string | undefined
}>

/** Where signing out ends. It never starts a sign-in by itself: that would undo what was asked. */
export function loggedOutPage({
  organization,
  signInHref,
  stillSignedInAt,
}: LoggedOutPageData): Html {
  return page({
    title: 'You are signed out',
    organization,
    body: html`
<div class="stack loose">
<div class="stack"><div class="symbol good">${DONE}</div>
<h1>You are signed out</h1>
<p>Your session at <bdi>${organization.name}</bdi> has ended in this browser.</p>
${
  stillSignedInAt &&
  html`<p>You may still be signed in at <bdi>${stillSignedInAt}</bdi>. On a shared computer, sign out there too, or close the browser.</p>`
}</div>
<a class="button" href="${signInHref}">Sign in again</a>
</div>`,
  })
}
