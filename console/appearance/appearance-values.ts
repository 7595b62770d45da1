import { api, takeVersioned, type Versioned } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'

export type Organization = Schemas['Organization']

/** What the fields hold: nothing is an empty text. */
export type AppearanceValues = {
  logo: string
  accent: string
  accentDark: string
  heading: string
  intro: string
  links: Schemas['Appearance']['links']
}

export const FIELD_NAMES: Record<keyof AppearanceValues, string> = {
  logo: 'Logo',
  accent: 'Colour',
  accentDark: 'Colour on dark pages',
  heading: 'Heading',
  intro: 'Text below it',
  links: 'Links at the foot of every page',
}

export const ORGANIZATION_KEY = ['organization']

export function readOrganization(): Promise<Versioned<Organization>> {
  return takeVersioned(api.GET('/organization'))
}

export function versionOf({ value, etag }: Versioned<Organization>): Versioned<AppearanceValues> {
  const { logo, accent, accentDark, heading, intro, links } = value.settings.appearance
  return {
    value: {
      logo: logo ?? '',
      accent: accent ?? '',
      accentDark: accentDark ?? '',
      heading: heading ?? '',
      intro: intro ?? '',
      links,
    },
    etag,
  }
}

/** As the API takes it: an empty text is none, and a line of links with nothing in it is no line. */
export function changeOf(values: Partial<AppearanceValues>): Schemas['AppearanceChange'] {
  const { links, ...texts } = values
  const entries = Object.entries(texts).map(([key, text]) => [key, text || null])
  const said = links?.filter(({ label, href }) => label.trim() || href.trim())
  return { ...Object.fromEntries(entries), ...(said && { links: said }) }
}

export function fieldOf(path: string): string {
  return path.replace(/^settings\.appearance\./, '')
}
