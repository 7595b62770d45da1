import { type Accent, accentStyle } from './accent.ts'
import { contentHash } from './content-hash.ts'
import { type Fragment, type Html, html } from './html.ts'
import { MARK } from './icons.ts'
import { initialsOf } from './initials.ts'
import { safeLink } from './safe-href.ts'
import { STYLE } from './styles.ts'

/** What a page shows of the organization it belongs to. */
export type PageOrganization = Readonly<{
  name: string
  logoUrl?: string | undefined
  accent?: Accent | undefined
  /** At the foot of every page: links to help, rules and the like. */
  links?: readonly Readonly<{ label: string; href: string }>[]
  /** Makes the type checker refuse an `Organization`: pages get `visit.brand`. */
  settings?: never
}>

type Page = Readonly<{
  title: string
  body: Html
  organization?: PageOrganization | undefined
  /** `card` 400 wide, `column` 640 (both put the body on a sheet), `wide` 960 without a sheet. */
  width?: 'card' | 'column' | 'wide'
  /** A bar across the top; it shows the organization itself. */
  header?: Html | undefined
  /** A quiet line below the sheet. */
  below?: Html | undefined
}>

/** The layout of every server-rendered page. */
export function page(options: Page): Html {
  const { title, body, organization, width = 'card', header, below } = options
  const onSheet = width !== 'wide'
  const own = organization?.accent && accentStyle(organization.accent)
  const whole = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}${organization && title !== organization.name && ` · ${organization.name}`}</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='%23b07d1e' stroke-width='2.5' stroke-linecap='round' stroke-linejoin='round'%3E%3Cpath d='M11 12a4.5 4.5 0 1 0-9 0a4.5 4.5 0 1 0 9 0h6v4v-4h5v5'/%3E%3C/svg%3E">
<style>${STYLE}</style>${own && html`<style>${own}</style>`}
</head>
<body>
${header}
<main class="${width}">
${onSheet ? html`<div class="sheet">${organization && brand(organization)}${body}</div>` : body}
${below && html`<p class="below">${below}</p>`}
</main>
<footer class="foot">${organization?.links?.map(({ label, href }) => html`<a href="${safeLink(href)}" dir="auto">${label}</a>`)}<span>${MARK} Latchkey</span></footer>
</body>
</html>
`
  if (own) ownStyles.set(whole, contentHash(own))
  return whole
}

/** Looked up by page, so that whoever sends a page need not know that it has a style of its own. */
const ownStyles = new WeakMap<Html, string>()

/** The hash by which this page's policy allows the organization's own colours. */
export function ownStyleHash(page: Html): string | undefined {
  return ownStyles.get(page)
}

/** The organization's logo, or its initials where it has none, and its name. */
export function brand(organization: PageOrganization, home?: string): Html {
  const name = home ? html`<a href="${home}">${organization.name}</a>` : organization.name
  return html`<div class="brand">${picture(organization.name, organization.logoUrl)}<span dir="auto">${name}</span></div>`
}

/** A logo, or initials in its place. The name is beside it, so screen readers skip both. */
export function picture(name: string, logoUrl: string | undefined): Html {
  return logoUrl
    ? html`<img class="logo" src="${logoUrl}" alt="">`
    : html`<span class="badge" aria-hidden="true">${initialsOf(name)}</span>`
}

/** A boxed message with an icon; a bad one is announced when the page opens. */
export function note(tone: 'bad' | 'warn' | 'good', icon: Html, body: Fragment): Html {
  return html`<div class="note ${tone}"${tone === 'bad' && html` role="alert"`}>${icon}<div>${body}</div></div>`
}

/** The code to pass on. One click selects all of it, so that copying needs no script. */
export function shortCode(code: string): Html {
  return html`<figure class="stack tight"><div class="code"><code>${code}</code></div>
<figcaption class="small quiet">One click selects the whole code, to copy it.</figcaption></figure>`
}
