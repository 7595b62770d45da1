import { type Html, html } from '../../web/html.ts'
import { ALERT } from '../../web/icons.ts'
import { note, type PageOrganization, page } from '../../web/page.ts'

type Offered = Readonly<{ name: string; label: string; heading: string }>

type FactorPageData = Readonly<{
  organization: PageOrganization
  /** Whom the person has proved to be so far. */
  account: string
  kind: Offered
  form: Readonly<{ fields: Html; submit: string }>
  /** What else the person has. */
  others: readonly Offered[]
  request: string
  error?: Readonly<{ message: string; code: string }> | undefined
}>

/** Asks for a second factor, one kind at a time. */
export function factorPage(data: FactorPageData): Html {
  const { organization, account, kind, form, others, request, error } = data
  return page({
    title: kind.heading,
    organization,
    body: html`
<form method="post" action="/login/factor" class="stack loose">
<div class="stack tight"><h1>${kind.heading}</h1>
<p>To sign in as <strong><bdi>${account}</bdi></strong>.</p></div>
${error && note('bad', ALERT, html`<p id="error">${error.message}</p><p class="small quiet">Code <code>${error.code}</code></p>`)}
<input type="hidden" name="request" value="${request}">
<input type="hidden" name="kind" value="${kind.name}">
${form.fields}
<button type="submit" class="first">${form.submit}</button>
</form>
<div class="stack tight small">${others.map(
      (other) =>
        html`<p><a href="/login/factor?request=${request}&amp;with=${other.name}">${other.label}</a></p>`,
    )}
<p class="quiet">Lost all of them? Ask your administrator to reset your second factors, or <a href="/login">sign in as somebody else</a>.</p></div>`,
  })
}
