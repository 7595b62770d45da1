import type { FieldFault } from '../../base/errors.ts'
import type { PictureId } from '../../base/ids.ts'
import { isSecureAddress } from '../../base/loopback.ts'
import { checkAccent, type Scheme } from '../../web/accent.ts'
import { parseColour } from '../../web/colour.ts'

/** How an organization's pages look. What is undefined is as everywhere. */
export type Appearance = Readonly<{
  logo: PictureId | undefined
  /** The colour of buttons, links and focus; the one for dark pages follows from it. */
  accent: string | undefined
  /** The colour for dark pages, if it should not follow from `accent`. */
  accentDark: string | undefined
  /** On the login screen, in place of "Sign in to NAME". */
  heading: string | undefined
  /** On the login screen below it, as plain text with its line breaks. */
  intro: string | undefined
  /** At the foot of every page. */
  links: readonly PageLink[]
}>

type PageLink = Readonly<{ label: string; href: string }>

export const DEFAULT_APPEARANCE: Appearance = {
  logo: undefined,
  accent: undefined,
  accentDark: undefined,
  heading: undefined,
  intro: undefined,
  links: [],
}

export const LONGEST_HEADING = 80
export const LONGEST_INTRO = 600
export const LONGEST_LABEL = 40
export const MOST_LINKS = 4

/** As it is stored: without spaces at the ends, and with one spelling for each colour. */
export function tidyAppearance(appearance: Appearance): Appearance {
  const { accent, accentDark, heading, intro, links } = appearance
  return {
    ...appearance,
    accent: tidyColour(accent),
    accentDark: tidyColour(accentDark),
    heading: heading?.replace(/\s+/g, ' ').trim() || undefined,
    intro: intro?.replace(/\r\n?/g, '\n').trim() || undefined,
    links: links.map(({ label, href }) => ({ label: label.trim(), href: href.trim() })),
  }
}

/** Everything that is wrong with it, by the path of the field. */
export function checkAppearance(appearance: Appearance): FieldFault[] {
  const { accent, accentDark, heading = '', intro = '', links } = appearance
  return [
    ...checkColour('accent', 'light', accent),
    ...checkColour('accentDark', 'dark', accentDark),
    ...checkLength('heading', heading, LONGEST_HEADING),
    ...checkLength('intro', intro, LONGEST_INTRO),
    ...(links.length > MOST_LINKS
      ? [{ path: 'links', message: `${MOST_LINKS} links at most.` }]
      : []),
    ...links.flatMap(checkLink),
  ]
}

function tidyColour(text: string | undefined): string | undefined {
  return text && (parseColour(text) ?? text.trim())
}

function checkColour(path: string, scheme: Scheme, text: string | undefined): FieldFault[] {
  if (!text) return []
  const colour = parseColour(text)
  if (!colour) return [{ path, message: 'A colour is written as #rrggbb, such as #0b5fff.' }]
  const fault = checkAccent(scheme, colour)
  return fault ? [{ path, message: fault.message }] : []
}

function checkLink({ label, href }: PageLink, index: number): FieldFault[] {
  const at = `links.${index}`
  return [
    ...(label === '' ? [{ path: `${at}.label`, message: 'Say where the link leads.' }] : []),
    ...checkLength(`${at}.label`, label, LONGEST_LABEL),
    ...(isLink(href)
      ? []
      : [
          {
            path: `${at}.href`,
            message:
              'A link leads to an https address, or to a mailbox as mailto:help@example.com.',
          },
        ]),
  ]
}

/** No scheme that a browser would execute, and no user name that people would take for the host. */
function isLink(href: string): boolean {
  const url = URL.parse(href)
  if (url?.protocol === 'mailto:') return /^[^\s@?]+@[^\s@?]+$/.test(url.pathname)
  return url !== null && isSecureAddress(url) && url.username === '' && url.password === ''
}

function checkLength(path: string, text: string, longest: number): FieldFault[] {
  return text.length > longest ? [{ path, message: `${longest} characters at most.` }] : []
}
