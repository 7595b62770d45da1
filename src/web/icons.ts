import { type Html, html } from './html.ts'

/** A drawing of one line, 20 by 20. Decoration only: the words beside it say the same. */
function icon(path: Html): Html {
  return html`<svg viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${path}</svg>`
}

/** The mark: a key whose bow is a ring and whose bit is two teeth, in one stroke. */
export const MARK = html`<svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="2.25" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M11 12a4.5 4.5 0 1 0-9 0a4.5 4.5 0 1 0 9 0h6v4v-4h5v5"/></svg>`

export const ALERT = icon(html`<circle cx="10" cy="10" r="8"/><path d="M10 5.8v5M10 14v.2"/>`)
export const TICK = icon(html`<path d="m4 10.5 4 4 8-9"/>`)
export const DONE = icon(html`<circle cx="10" cy="10" r="8"/><path d="m6.5 10.3 2.5 2.5 4.6-5.3"/>`)
export const OUT = icon(html`<path d="M8 3H4v14h4M8 10h9M13.5 6.5 17 10l-3.5 3.5"/>`)
export const DEVICE = icon(
  html`<rect x="2" y="3.5" width="16" height="10" rx="1.5"/><path d="M7 17h6"/>`,
)

/**
 * Plain signs for the kinds of provider, drawn here: they help to tell buttons apart and do not
 * imitate anybody's logo.
 */
const PROVIDER_ICONS: Readonly<Record<string, Html>> = {
  okta: icon(html`<circle cx="10" cy="10" r="6.5"/>`),
  entra: icon(html`<path d="M10 2.5 17.5 12 10 17 2.5 12zM10 2.5V17"/>`),
  google: icon(html`<path d="M15.5 5.5A7 7 0 1 0 17 10h-6"/>`),
  keycloak: icon(html`<path d="M6 3h8l4 7-4 7H6l-4-7zM8.5 7v6M8.5 10.5 12 7M9.5 9.700 12 13"/>`),
  auth0: icon(html`<path d="M10 2.5 16.5 5v5c0 3.5-2.5 6-6.5 7.5C6 16 3.5 13.5 3.5 10V5z"/>`),
}
const OTHER_PROVIDER = icon(
  html`<circle cx="7" cy="10" r="3.5"/><path d="M10.5 10H18v3M14.5 10v2"/>`,
)

export function providerIcon(template: string): Html {
  return (Object.hasOwn(PROVIDER_ICONS, template) && PROVIDER_ICONS[template]) || OTHER_PROVIDER
}
