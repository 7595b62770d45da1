import { type Html, html } from '../../web/html.ts'
import { type PageOrganization, page } from '../../web/page.ts'

type SignOutPageData = Readonly<{
  organization: PageOrganization
  /** Who is signed in, as the person knows it: the e-mail address. */
  account: string
  action: string
  cancelHref: string
  /** Fields to send along with the answer. */
  hidden?: Readonly<Record<string, string>> | undefined
}>

/** Asked before a sign-out that the person did not start from a button of ours (forced sign-out). */
export function signOutPage(data: SignOutPageData): Html {
  const { organization, account, action, cancelHref, hidden = {} } = data
  return page({
    title: 'Sign out',
    organization,
    body: html`
<form method="post" action="${action}" class="stack loose">
<div class="stack"><h1>Sign out of <bdi>${organization.name}</bdi>?</h1>
<p>You are signed in as <strong>${account}</strong>. Signing out ends your session here and at the
applications that follow it.</p></div>
${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<div class="buttons"><a class="button" href="${cancelHref}">Stay signed in</a><button type="submit" class="first">Sign out</button></div>
</form>`,
  })
}
