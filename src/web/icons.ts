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
export const DEVICE = icon(
  html`<rect x="2" y="3.5" width="16" height="10" rx="1.5"/><path d="M7 17h6"/>`,
)

/** Signs that tell buttons apart at a glance. Drawn here, and none imitates anybody's logo. */
const PROVIDER_ICONS: Readonly<Record<string, Html>> = {
  okta: icon(
    html`<circle cx="10" cy="10" r="8"/><circle cx="10" cy="8" r="2.5"/><path d="M5.5 16a5 5 0 0 1 9 0"/>`,
  ),
  entra: icon(html`<path d="M4 17.5V3h8v14.5M12 8h4v9.5M2 17.5h16M7 6.5h2M7 10h2M7 13.5h2"/>`),
  google: icon(
    html`<circle cx="10" cy="10" r="8"/><path d="M2 10h16M10 2c5 5 5 11 0 16M10 2c-5 5-5 11 0 16"/>`,
  ),
  keycloak: icon(
    html`<rect x="3.5" y="9" width="13" height="8.5" rx="1.5"/><path d="M6.5 9V6a3.5 3.5 0 0 1 7 0v3"/>`,
  ),
  auth0: icon(
    html`<rect x="2" y="4" width="16" height="12" rx="1.5"/><circle cx="7" cy="9" r="1.5"/><path d="M4.5 13h5M12 8h3.5M12 11.5h3.5"/>`,
  ),
}
const OTHER_PROVIDER = icon(
  html`<circle cx="6.5" cy="10" r="4"/><path d="M10.5 10H18v3.5M14.5 10v2.5"/>`,
)

export function providerIcon(template: string): Html {
  return (Object.hasOwn(PROVIDER_ICONS, template) && PROVIDER_ICONS[template]) || OTHER_PROVIDER
}
