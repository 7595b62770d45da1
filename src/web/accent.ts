import { type Colour, contrast, mix, nearestThat, parseColour } from './colour.ts'
import { type Html, html } from './html.ts'

/** An organization's own colour in place of brass. The dark one follows from it unless it is given. */
export type Accent = Readonly<{ light?: string | undefined; dark?: string | undefined }>

export type Scheme = 'light' | 'dark'

/** `--surface` and `--page` of styles.ts. */
const GROUNDS = {
  light: ['#ffffff', '#f7f5f0'],
  dark: ['#1c2024', '#14171a'],
} as const satisfies Record<Scheme, readonly string[]>

const WHITE = '#ffffff' as Colour
const INK = '#14171a' as Colour

/** WCAG 2.2, 1.4.11 and 1.4.3. */
const LEAST_BESIDE = 3
const LEAST_TEXT = 4.5

type AccentFault = Readonly<{ message: string; nearest: Colour }>

/** What is wrong if buttons of this colour cannot be seen or read, with the nearest colour that can. */
export function checkAccent(scheme: Scheme, colour: Colour): AccentFault | undefined {
  if (passes(scheme, colour)) return
  const nearest = nearestThat((one) => passes(scheme, one), colour)
  const beside = besideGrounds(scheme, colour)
  const why =
    beside < LEAST_BESIDE
      ? `${colour} has a contrast of ${told(beside)} to 1 beside the ${scheme} page, where a button needs ${LEAST_BESIDE} to 1. Take a ${scheme === 'light' ? 'darker' : 'lighter'} one`
      : `The text on a button of ${colour} has a contrast of ${told(onColour(colour).ratio)} to 1, and needs ${LEAST_TEXT} to 1. Take a darker or a lighter one`
  return { message: `${why}: the nearest that passes is ${nearest}.`, nearest }
}

/** Replaces the brass of styles.ts on one organization's pages. */
export function accentStyle({ light, dark }: Accent): Html {
  const chosen = parseColour(light ?? '')
  const day = chosen && usable('light', chosen)
  const night = parseColour(dark ?? '') ?? chosen
  return html`${day && html`:root{${tokens('light', day)}}`}${
    night &&
    html`@media screen and (prefers-color-scheme: dark){:root{${tokens('dark', usable('dark', night))}}}`
  }`
}

function tokens(scheme: Scheme, colour: Colour): Html {
  const on = onColour(colour).colour
  const badge = mix(colour, 0.1, GROUNDS[scheme][0] as Colour)
  const isText = (one: Colour) =>
    besideGrounds(scheme, one) >= LEAST_TEXT && contrast(one, badge) >= LEAST_TEXT
  const link = nearestThat(isText, colour)
  return html`--brass:${colour};--on-brass:${on};--link:${link};--over:${on === WHITE ? INK : WHITE}`
}

/** A colour that was stored under a laxer rule is adjusted, so that no page is unreadable. */
function usable(scheme: Scheme, colour: Colour): Colour {
  return nearestThat((one) => passes(scheme, one), colour)
}

function passes(scheme: Scheme, colour: Colour): boolean {
  return besideGrounds(scheme, colour) >= LEAST_BESIDE && onColour(colour).ratio >= LEAST_TEXT
}

function besideGrounds(scheme: Scheme, colour: Colour): number {
  return Math.min(...GROUNDS[scheme].map((ground) => contrast(colour, ground as Colour)))
}

/** White or ink, whichever is easier to read on the colour. */
function onColour(colour: Colour): { colour: Colour; ratio: number } {
  const [white, ink] = [contrast(colour, WHITE), contrast(colour, INK)]
  return white >= ink ? { colour: WHITE, ratio: white } : { colour: INK, ratio: ink }
}

/** Rounded down, so that a failing ratio is never shown as a passing one. */
function told(ratio: number): string {
  return (Math.floor(ratio * 10) / 10).toFixed(1)
}
