import { type Html, html } from '../../web/html.ts'
import { ALERT, DONE } from '../../web/icons.ts'
import { type PageOrganization, page } from '../../web/page.ts'

/** One page for every link that is not good: why it is not, nobody is told who only has a link. */
export function linkEndedPage({ organization }: { organization: PageOrganization }): Html {
  return page({
    title: 'This link does not work',
    organization,
    body: html`
<div class="stack">
<div class="symbol bad">${ALERT}</div>
<h1>This link does not work</h1>
<p>A link to set a password works once, for a limited time, and a newer one replaces it. Check that
you have the whole address, or ask your administrator for a new one.</p>
<a class="button" href="/login">Go to the sign-in page</a>
</div>`,
  })
}

export function passwordSetPage({
  organization,
  login,
}: {
  organization: PageOrganization
  login: string
}): Html {
  const signInHref = `/login?${new URLSearchParams({ login_hint: login })}`
  return page({
    title: 'Your password is set',
    organization,
    body: html`
<div class="stack">
<div class="symbol good">${DONE}</div>
<h1>Your password is set</h1>
<p>Sign in with <bdi>${login}</bdi> and your new password.</p>
<a class="button first" href="${signInHref}">Sign in</a>
</div>`,
  })
}
