import { type Html, html } from '../../web/html.ts'
import { moment } from './moments.ts'

export type AccountSignIn = Readonly<{
  at: number
  /** The connection's name, or what else proved who it is. */
  through: string | undefined
  browser: string | undefined
  address: string | undefined
  /** Absent where it went well. */
  refused?: Readonly<{ because: string; code: string | undefined }> | undefined
}>

/** Nothing where there is none: events may be kept for shorter than sessions live. */
export function recentSignIns(
  signIns: readonly AccountSignIn[],
  passwordHref: string | undefined,
): Html | undefined {
  if (signIns.length === 0) return
  return html`<section class="sheet stack" aria-labelledby="recent">
<h2 id="recent">Recent sign-ins</h2>
<p class="quiet">If one of them was not you, sign out everywhere else${passwordHref && html`, <a href="${passwordHref}">change your password</a>`} and tell your administrator.</p>
<ul class="sessions">${signIns.map(row)}</ul>
</section>`
}

function row({ at, through, browser, address, refused }: AccountSignIn): Html {
  const told = [through, browser, address].filter((part) => part !== undefined && part !== '')
  return html`<li><div><p>${moment(at)}</p>
<p class="small quiet">${told.map((part, i) => html`${i > 0 && ' · '}<bdi>${part}</bdi>`)}</p></div>
${
  refused
    ? html`<p class="row"><span class="tag bad">${refused.because}</span>${refused.code && html`<code>${refused.code}</code>`}</p>`
    : html`<span class="small quiet">Signed in</span>`
}</li>`
}
