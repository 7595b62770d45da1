import { recoveryCodeList } from '../../front/factor-fields.ts'
import { type Fragment, type Html, html } from '../../web/html.ts'
import { ALERT } from '../../web/icons.ts'
import { note, type PageOrganization, page } from '../../web/page.ts'

type Offered = Readonly<{ name: string; label: string; heading: string }>

type FactorPageData = Readonly<{
  organization: PageOrganization
  /** Whom the person has proved to be so far. */
  account: string
  kind: Offered
  form: Readonly<{ fields: Html; submit: string }>
  /** What else the person has, or could add. */
  others: readonly Offered[]
  request: string
  error?: Readonly<{ message: string; code: string }> | undefined
}>

/** Asks for a second factor, one kind at a time. */
export function factorPage(data: FactorPageData): Html {
  const { kind, account } = data
  return stepPage(data, {
    step: 'show',
    above: html`<h1>${kind.heading}</h1><p>To sign in as <strong><bdi>${account}</bdi></strong>.</p>`,
    lost: html`<p class="quiet">Lost all of them? Ask your administrator to reset your second factors.</p>`,
  })
}

/** Asks somebody who has none, and needs one, to add it. */
export function enrolPage(data: FactorPageData): Html {
  const { organization, kind, account } = data
  return stepPage(data, {
    step: 'enrol',
    above: html`<h1>${kind.heading}</h1>
<p>To sign in as <strong><bdi>${account}</bdi></strong> at <bdi>${organization.name}</bdi> you need a second factor beside your first. You add it once.</p>`,
  })
}

function stepPage(
  { organization, kind, form, others, request, error }: FactorPageData,
  { step, above, lost }: Readonly<{ step: 'show' | 'enrol'; above: Html; lost?: Fragment }>,
): Html {
  return page({
    title: kind.heading,
    organization,
    body: html`
<form method="post" action="/login/factor" class="stack loose">
<div class="stack tight">${above}</div>
${error && note('bad', ALERT, html`<p id="error">${error.message}</p><p class="small quiet">Code <code>${error.code}</code></p>`)}
<input type="hidden" name="request" value="${request}">
<input type="hidden" name="step" value="${step}">
<input type="hidden" name="kind" value="${kind.name}">
${form.fields}
<button type="submit" class="first">${form.submit}</button>
</form>
<div class="stack tight small panel after">${others.map(
      (other) =>
        html`<p><a class="alone" href="/login/factor?request=${request}&amp;with=${other.name}">${other.label}</a></p>`,
    )}
${lost}
<p class="quiet"><a class="alone" href="/login?fresh=1">Sign in as somebody else</a></p></div>`,
  })
}

type EnoughPageData = Readonly<{
  organization: PageOrganization
  recoveryCodes: readonly string[] | undefined
  request: string
}>

/** Enough was shown: the codes for a bad day, where there are new ones, and on. */
export function enoughPage({ organization, recoveryCodes, request }: EnoughPageData): Html {
  const title = recoveryCodes ? 'Keep your recovery codes' : 'You can go on'
  return page({
    title,
    organization,
    body: html`
<form method="post" action="/login/factor" class="stack loose">
<div class="stack tight"><h1>${title}</h1>
${recoveryCodes && html`<p>When you have lost your second factor, one of these signs you in. Each works once. Print them or put them where you keep passwords: they are not shown again.</p>`}
${!recoveryCodes && html`<p>Your second factor is accepted.</p>`}</div>
${recoveryCodes && recoveryCodeList(recoveryCodes)}
<input type="hidden" name="request" value="${request}">
<input type="hidden" name="step" value="go_on">
<button type="submit" class="first">${recoveryCodes ? 'I have kept them, sign in' : 'Sign in'}</button>
</form>`,
  })
}
