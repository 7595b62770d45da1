/** A colour of the screen as `#rrggbb`, lower case. */
export type Colour = string & { readonly colour: true }

export function parseColour(text: string): Colour | undefined {
  const colour = text.trim().toLowerCase()
  if (/^#[0-9a-f]{6}$/.test(colour)) return colour as Colour
  // The short form has each digit once.
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(colour)?.slice(1)
  return short && (`#${short.map((digit) => digit + digit).join('')}` as Colour)
}

/** How much two colours differ for the eye, 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

/** `part` of one colour over the other, as `color-mix(in srgb, …)` does it. */
export function mix(one: Colour, part: number, other: Colour): Colour {
  const channels = channelsOf(other)
  return colourOf(channelsOf(one).map((c, i) => c * part + (channels[i] ?? 0) * (1 - part)))
}

/** A colour of the same hue that passes, as little lighter or darker as possible. */
export function nearestThat(passes: (colour: Colour) => boolean, colour: Colour): Colour {
  if (passes(colour)) return colour
  const { lightness, chroma, hue } = toOklch(colour)
  for (let step = 1; step <= 200; step += 1) {
    for (const l of [lightness - step / 200, lightness + step / 200]) {
      if (l < 0 || l > 1) continue
      const candidate = fromOklch({ lightness: l, chroma, hue })
      if (passes(candidate)) return candidate
    }
  }
  return colour
}

function luminance(colour: Colour): number {
  const [r = 0, g = 0, b = 0] = channelsOf(colour).map(toLinear)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

type Oklch = Readonly<{ lightness: number; chroma: number; hue: number }>

/** Ottosson's OKLab, in which equal steps of lightness look equal in every hue. */
function toOklch(colour: Colour): Oklch {
  const [r = 0, g = 0, b = 0] = channelsOf(colour).map(toLinear)
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s
  const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s
  return { lightness, chroma: Math.hypot(a, bb), hue: Math.atan2(bb, a) }
}

/** A colour that no screen can show loses chroma until one can. */
function fromOklch({ lightness, chroma, hue }: Oklch): Colour {
  for (let part = 1; ; part -= 0.05) {
    const channels = linearOf(lightness, Math.max(0, part) * chroma, hue)
    const isShown = channels.every((c) => c >= -0.0005 && c <= 1.0005)
    if (isShown || part <= 0) return colourOf(channels.map(fromLinear))
  }
}

function linearOf(lightness: number, chroma: number, hue: number): number[] {
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)]
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}

function channelsOf(colour: Colour): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
}

function colourOf(channels: readonly number[]): Colour {
  const bytes = channels.map((c) => Math.round(Math.min(1, Math.max(0, c)) * 255))
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}` as Colour
}

function toLinear(c: number): number {
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
}

function fromLinear(c: number): number {
  return c <= 0.0031308 ? Math.max(0, c) * 12.92 : 1.055 * c ** (1 / 2.4) - 0.055
}
