import { type ExplanationPanel, explanationPanel } from '../../front/explanation-panel.ts'
import { type Html, html } from '../../web/html.ts'
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
  admin?: ExplanationPanel | undefined
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
${admin && explanationPanel(admin)}
</div>`,
  })
}
