import { type Html, html } from './html.ts'

/** Four modules of quiet around it, which readers need (ISO/IEC 18004). */
const QUIET = 4

/** A QR picture of a text, as drawing in the page: nothing of it is fetched or kept. */
export async function qrPicture(text: string): Promise<Html> {
  const { encode } = await import('uqr')
  const { data, size } = encode(text, { border: 0 })
  // A stroke for each run of dark modules, in half the bytes that squares need.
  const drawn = data.map((row, y) => {
    const modules = row.map((dark) => (dark ? 'X' : ' ')).join('')
    return [...modules.matchAll(/X+/g)].map(({ index, 0: run }) => `M${index} ${y}h${run.length}`)
  })
  const box = `${-QUIET} ${-QUIET} ${size + 2 * QUIET} ${size + 2 * QUIET}`
  // Black on white in dark pages too: many apps read no other.
  return html`<svg class="qr" viewBox="${box}" width="232" height="232" role="img" aria-label="QR picture of the secret" shape-rendering="crispEdges"><path fill="#fff" d="M${-QUIET} ${-QUIET}h${size + 2 * QUIET}v${size + 2 * QUIET}h${-size - 2 * QUIET}z"/><path stroke="#000" transform="translate(0 .5)" d="${drawn.flat().join('')}"/></svg>`
}
