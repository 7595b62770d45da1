import { type ExplanationPanel, explanationPanel } from '../../front/explanation-panel.ts'
import { type Html, html } from '../../web/html.ts'
import { type PageOrganization, page, shortCode } from '../../web/page.ts'

type ProviderErrorPageData = Readonly<{
  organization: PageOrganization
  /** Plain words: "You are not assigned to Expenses". */
  heading: string
  cause: string
  whatToDo: string
  code: string
  /** The protocol's own error code and words, for whoever builds the application. */
  protocol?: Readonly<{ error: string; description?: string | undefined }> | undefined
  homeHref?: string | undefined
  /** Only for somebody who may see the application's settings. */
  admin?: ExplanationPanel | undefined
}>

/** An authorization request that failed and that cannot, or must not, be answered by a redirect. */
export function providerErrorPage(data: ProviderErrorPageData): Html {
  const { organization, heading, cause, whatToDo, code, protocol, homeHref, admin } = data
  return page({
    title: heading,
    organization,
    width: 'column',
    body: html`
<div class="stack loose">
<div class="stack"><h1>${heading}</h1><p>${cause}</p><p>${whatToDo}</p></div>
${code && shortCode(code)}
${homeHref && html`<div class="row"><a class="button" href="${homeHref}">Go to your applications</a></div>`}
${
  protocol &&
  html`<section class="panel"><h2 class="small">For developers of the application</h2>
<p class="small quiet"><code>${protocol.error}</code>${protocol.description && html`: ${protocol.description}`}</p></section>`
}
${admin && explanationPanel(admin)}
</div>`,
  })
}
