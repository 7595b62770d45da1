import { type Html, html } from './html.ts'

export type Difference = Readonly<{
  before: string
  expected: string
  received: string
  after: string
}>

/** Where two texts differ: what they share at the beginning and the end, and the two middles. */
export function findDifference(expected: string, received: string): Difference {
  // By characters, not code units: a pair of surrogates must not be cut in half.
  const one = [...expected]
  const other = [...received]
  const shorter = Math.min(one.length, other.length)
  let front = 0
  while (front < shorter && one[front] === other[front]) front++
  let back = 0
  while (back < shorter - front && one.at(-1 - back) === other.at(-1 - back)) back++
  return {
    before: one.slice(0, front).join(''),
    expected: one.slice(front, one.length - back).join(''),
    received: other.slice(front, other.length - back).join(''),
    after: one.slice(one.length - back).join(''),
  }
}

/** Both texts with their differing middle in `<mark>`; if one has nothing there, a gap is marked. */
export function markDifference(
  expected: string,
  received: string,
): Readonly<{ expected: Html; received: Html }> {
  return showMarked(findDifference(expected, received))
}

/** The same for a difference that has been found already. */
export function showMarked(difference: Difference): Readonly<{ expected: Html; received: Html }> {
  const marked = (middle: string, other: string) =>
    html`${showInvisible(difference.before)}${
      middle !== ''
        ? html`<mark>${showInvisible(middle)}</mark>`
        : other !== '' && html`<mark class="gap"></mark>`
    }${showInvisible(difference.after)}`
  return {
    expected: marked(difference.expected, difference.received),
    received: marked(difference.received, difference.expected),
  }
}

/**
 * Replaces characters that are invisible, or that change the direction of text, by their code points,
 * so that two addresses which look the same can be told apart.
 */
export function showInvisible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\u2000-\u200a\u3000]/gu,
    (sign) => `[U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
  )
}
