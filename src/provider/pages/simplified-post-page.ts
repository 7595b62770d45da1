import { contentHash } from '../../web/content-hash.ts'
import { type Html, html } from '../../web/html.ts'
import { type PageOrganization, page } from '../../web/page.ts'
import { safeHref } from '../../web/safe-href.ts'

type SimplifiedPostPageData = Readonly<{
  organization: PageOrganization
  application: string
  /** Where the form goes: a registered address of the application. */
  action: string
  /** `id_token`, `state` and what else is sent. */
  fields: Readonly<Record<string, string>>
}>

const SUBMIT = html`document.forms[0].submit()`

/** To be allowed by the page's policy, with `formsLeadTo: 'anywhere'`: the answer may redirect. */
export const SIMPLIFIED_POST_SCRIPT = contentHash(SUBMIT)

/** Carries an answer to the application by a form that sends itself, or by its button. */
export function simplifiedPostPage(data: SimplifiedPostPageData): Html {
  const { organization, application, action, fields } = data
  // The button has no name: a control called `submit` would hide the form's method of that name.
  return page({
    title: `Continue to ${application}`,
    organization,
    body: html`
<form method="post" action="${safeHref(action)}" class="stack">
<h1>Continue to <bdi>${application}</bdi></h1>
<p>You are signed in. If nothing happens by itself, use the button.</p>
${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button type="submit" class="first">Continue</button>
</form>
<script>${SUBMIT}</script>`,
  })
}
