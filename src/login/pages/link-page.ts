import { type Html, html } from '../../web/html.ts'
import { ALERT } from '../../web/icons.ts'
import { note, type PageOrganization, page } from '../../web/page.ts'

type LinkPageData = Readonly<{
  organization: PageOrganization
  provider: string
  /** Whom the provider sent, in its own words: the person must see whom they let in. */
  sent: readonly string[]
  request: string
  error?: Readonly<{ message: string; code: string }> | undefined
}>

/** Asked where a first sign-in met an account that it may be tied to only with its password. */
export function linkPage({ organization, provider, sent, request, error }: LinkPageData): Html {
  return page({
    title: `Connect ${provider}`,
    organization,
    body: html`
<form method="post" action="/sso/link" class="stack loose">
<div class="stack"><h1>Connect <bdi>${provider}</bdi> to your account</h1>
<p>At <bdi>${organization.name}</bdi> there is an account with your e-mail address or username already. If it is yours, type its password once. From then on you sign in to it with <bdi>${provider}</bdi>.</p>
<p><bdi>${provider}</bdi> sent: <strong><bdi>${sent.join(', ')}</bdi></strong>. Go on only if that is you.</p></div>
${error && note('bad', ALERT, html`<p id="error">${error.message}</p><p class="small quiet">Code <code>${error.code}</code></p>`)}
<input type="hidden" name="request" value="${request}">
<div><label for="password">Password of the account at <bdi>${organization.name}</bdi></label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1024"${error && html` aria-describedby="error"`}></div>
<div class="buttons"><a class="button" href="/login">Sign in another way</a><button type="submit" class="first">Connect and sign in</button></div>
</form>`,
  })
}
