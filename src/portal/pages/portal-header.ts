import { type Html, html } from '../../web/html.ts'
import { brand, type PageOrganization } from '../../web/page.ts'

/** `signOutAction` takes the POST that ends the session. */
export type PortalHeader = Readonly<{
  organization: PageOrganization
  personName: string
  homeHref: string
  accountHref: string
  /** For those who may open it. */
  consoleHref?: string | undefined
  signOutAction: string
}>

/** The bar across the top of the pages of somebody who is signed in. */
export function portalHeader(data: PortalHeader): Html {
  const { organization, personName, homeHref, accountHref, consoleHref, signOutAction } = data
  return html`<header class="top"><div>
${brand(organization, homeHref)}
<a class="person" href="${accountHref}"><span class="hidden">Your account: </span><bdi>${personName}</bdi></a>
${consoleHref && html`<a href="${consoleHref}">Console</a>`}
<form method="post" action="${signOutAction}"><button type="submit" class="small">Sign out</button></form>
</div></header>`
}
