import { type Html, html } from '../web/html.ts'
import { type PageOrganization, page } from '../web/page.ts'
import { sendPage } from '../web/security-headers.ts'
import type { Visit } from './visit.ts'

type Leaving = Readonly<{
  /** The applications' addresses that end their sessions when the browser loads them. */
  addresses: readonly string[]
  /** Where the browser goes next: a path here, or an address that was checked. */
  location: string
  cookies: readonly string[]
}>

/** How long applications have. Waiting needs no script, and there is a link for the impatient. */
const WAIT_SECONDS = 2

/** The end of a sign-out in which applications take part through the browser (Front-Channel Logout 1.0). */
export function sendLeavingPage(
  { brand: organization, secure, organization: { url } }: Visit,
  { addresses, location, cookies }: Leaving,
): Response {
  const next = new URL(location, url).href
  return sendPage(leavingPage({ organization, addresses, next }), {
    https: secure,
    cookies,
    frames: [...new Set(addresses.map((address) => new URL(address).origin))],
    headers: { refresh: `${WAIT_SECONDS};url=${next}` },
  })
}

type Shown = Readonly<{
  organization: PageOrganization
  addresses: readonly string[]
  next: string
}>

export function leavingPage({ organization, addresses, next }: Shown): Html {
  return page({
    title: 'Signing out',
    organization,
    body: html`
<div class="stack loose">
<div class="stack"><h1>Signing out</h1>
<p>Your session at <bdi>${organization.name}</bdi> has ended. Your applications are told, which takes a moment.</p></div>
<a class="button" href="${next}">Continue</a>
${addresses.map((address) => html`<iframe hidden src="${address}" title="An application signs you out" referrerpolicy="no-referrer"></iframe>`)}
</div>`,
  })
}
