import { findDifference, markDifference, showInvisible } from '../../web/difference.ts'
import { type Html, html } from '../../web/html.ts'
import { type PageOrganization, page, shortCode } from '../../web/page.ts'

type RedirectMismatchPageData = Readonly<{
  organization: PageOrganization
  code: string
  /** Only for somebody who may see the application's settings. */
  admin?:
    | Readonly<{
        application: string
        registered: readonly string[]
        received: string
        settingsHref?: string | undefined
        traceHref?: string | undefined
      }>
    | undefined
}>

/**
 * The application sent people here with an address to come back to that is not registered. Never
 * answered by a redirect to that address (RFC 6749 section 4.1.2.1), nor by a link to it.
 */
export function redirectMismatchPage(data: RedirectMismatchPageData): Html {
  const { organization, code, admin } = data
  return page({
    title: 'The application is not set up for this address',
    organization,
    width: 'column',
    body: html`
<div class="stack loose">
<div class="stack">
<h1>The application is not set up for this address</h1>
<p>The application asked to send you back to an address that is not registered for it, so your
sign-in was stopped before anything was sent there.</p>
<p>Ask the application's administrator and give them this code.</p>
</div>
${shortCode(code)}
<div class="row"><a class="button" href="/">Go to your applications</a></div>
${admin && comparison(admin)}
</div>`,
  })
}

function comparison(admin: NonNullable<RedirectMismatchPageData['admin']>): Html {
  const { application, registered, received, settingsHref, traceHref } = admin
  const nearest = registered.toSorted(
    (one, other) => distance(one, received) - distance(other, received),
  )
  const [first, ...others] = nearest
  const marked = first === undefined ? undefined : markDifference(first, received)
  return html`<section class="panel stack" aria-labelledby="comparison">
<h2 id="comparison">For administrators of <bdi>${application}</bdi></h2>
<dl class="facts">
<div><dt>Received</dt><dd class="mono">${marked?.received ?? showInvisible(received)}</dd></div>
<div><dt>Registered${nearest.length > 1 && ', nearest'}</dt><dd class="mono">${marked?.expected ?? 'none'}</dd></div>
${others.length > 0 && html`<div><dt>Also registered</dt>${others.map((uri) => html`<dd class="mono">${showInvisible(uri)}</dd>`)}</div>`}
</dl>
<p>Redirect URIs are compared letter by letter: scheme, host, port, path, and a slash at the end all
count. If the received address is right, add it to the application's redirect URIs.</p>
${settingsHref && html`<p><a class="alone" href="${settingsHref}">Open the settings of <bdi>${application}</bdi></a></p>`}
${traceHref && html`<p><a class="alone" href="${traceHref}">See every step of this sign-in</a></p>`}
</section>`
}

/** How much of two addresses differs: enough to find the one that was probably meant. */
function distance(registered: string, received: string): number {
  const difference = findDifference(registered, received)
  return difference.expected.length + difference.received.length
}
