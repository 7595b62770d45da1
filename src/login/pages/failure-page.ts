import { markDifference, showInvisible } from '../../web/difference.ts'
import { type Html, html } from '../../web/html.ts'
import { ALERT } from '../../web/icons.ts'
import { type PageOrganization, page, shortCode } from '../../web/page.ts'

type FailurePageData = Readonly<{
  organization: PageOrganization
  /** Plain words: "Okta signed you in, but Acme Tools could not accept it". */
  heading: string
  /** One sentence, fit for a stranger. */
  cause: string
  whatToDo: string
  code: string
  /** Keeps the way: `/login?return_to=…`. Absent where trying again cannot help. */
  tryAgainHref?: string | undefined
  /** The same person would fail again: the way leads to the screen, not round to them. */
  isAboutPerson?: boolean | undefined
  /** Only for a signed-in administrator of this organization. */
  admin?: FailureExplanation | undefined
}>

export type FailureExplanation = Readonly<{
  check: string
  expected?: string | undefined
  received?: string | undefined
  remedy: string
  traceHref?: string | undefined
}>

export function failurePage(data: FailurePageData): Html {
  const { organization, heading, cause, whatToDo, code, tryAgainHref, isAboutPerson, admin } = data
  const again = isAboutPerson ? 'Sign in as somebody else' : 'Try again'
  return page({
    title: heading,
    organization,
    width: 'column',
    body: html`
<div class="stack loose">
<div class="stack">
<h1>${heading}</h1>
<p>${cause}</p>
<p>${whatToDo}</p>
</div>
${shortCode(code)}
${tryAgainHref && html`<div class="row"><a class="button first" href="${tryAgainHref}">${again}</a></div>`}
${admin && explanation(admin)}
</div>`,
  })
}

function explanation({ check, expected, received, remedy, traceHref }: FailureExplanation): Html {
  const marked =
    expected && received
      ? markDifference(expected, received)
      : { expected: shown(expected), received: shown(received) }
  return html`<section class="panel stack" aria-labelledby="explanation">
<h2 id="explanation" class="row">${ALERT} For administrators</h2>
<dl class="facts">
<div><dt>Check that failed</dt><dd>${check}</dd></div>
${expected !== undefined && html`<div><dt>Expected</dt><dd class="mono">${marked.expected}</dd></div>`}
${received !== undefined && html`<div><dt>Received</dt><dd class="mono">${marked.received}</dd></div>`}
<div><dt>What mends it</dt><dd>${remedy}</dd></div>
</dl>
${traceHref && html`<p><a href="${traceHref}">See every step of this sign-in</a></p>`}
</section>`
}

function shown(value: string | undefined): string {
  return value === undefined || value === '' ? 'nothing' : showInvisible(value)
}
