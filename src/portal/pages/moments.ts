import { type Html, html } from '../../web/html.ts'

/** The server knows nobody's time zone, so it says which one it means. */
export function moment(at: number): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${DATE.format(at)} UTC</time>`
}

export function day(at: number): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${DAY.format(at)}</time>`
}

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })
const DATE = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
})
