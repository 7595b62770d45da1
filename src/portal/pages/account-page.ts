import { describeBrowser } from '../../web/browser-name.ts'
import { type Html, html } from '../../web/html.ts'
import { DONE } from '../../web/icons.ts'
import { note, page } from '../../web/page.ts'
import { day, moment } from './moments.ts'
import { type PortalHeader, portalHeader } from './portal-header.ts'
import { type ProfileSectionData, profileSection } from './profile-section.ts'
import { type AccountSignIn, recentSignIns } from './recent-sign-ins.ts'

type AccountPageData = PortalHeader &
  ProfileSectionData &
  Readonly<{
    sessions: readonly AccountSession[]
    signIns: readonly AccountSignIn[]
    /** Takes `session=ID`. */
    endSessionAction: string
    endOtherSessionsAction: string
    /** Absent where there is no password to change. */
    passwordHref?: string | undefined
    /** Where the person's second factors are, and how many there are. */
    factors: Readonly<{ href: string; count: number }>
    identities: readonly AccountIdentity[]
    /** What has just been done, in a sentence. */
    notice?: string | undefined
  }>

type AccountSession = Readonly<{
  id: string
  /** The User-Agent header as it came, or nothing. */
  userAgent: string | undefined
  address: string
  signedInAt: number
  lastSeenAt: number
  current: boolean
  /** It outlives the browser. */
  remembered: boolean
}>

type AccountIdentity = Readonly<{
  /** What the connection is called. */
  name: string
  createdAt: number
  lastUsedAt: number
  /** Absent where it is the only way in. */
  disconnectHref: string | undefined
}>

export function accountPage(data: AccountPageData): Html {
  const { organization, sessions, notice } = data
  const others = sessions.filter((session) => !session.current)
  return page({
    title: 'Your account',
    organization,
    width: 'wide',
    header: portalHeader(data),
    body: html`
<div class="stack loose">
<h1>Your account</h1>
${notice && html`<div role="status">${note('good', DONE, html`<p>${notice}</p>`)}</div>`}
${profileSection(data)}
${waysIn(data)}
<section class="sheet stack" aria-labelledby="sessions">
<h2 id="sessions">Where you are signed in</h2>
<ul class="sessions">${sessions.map((session) => sessionRow(session, data.endSessionAction))}</ul>
${
  others.length > 0 &&
  html`<form method="post" action="${data.endOtherSessionsAction}" class="row"><button type="submit">Sign out everywhere else</button></form>`
}
</section>
${recentSignIns(data.signIns, data.passwordHref)}
</div>`,
  })
}

function waysIn({ identities, passwordHref, factors }: AccountPageData): Html {
  return html`<section class="sheet stack" aria-labelledby="ways">
<h2 id="ways">How you sign in</h2>
<ul class="sessions">${identities.map(identityRow)}
${
  passwordHref &&
  html`<li><div><p><strong>Password</strong></p></div><a class="button small" href="${passwordHref}">Change your password</a></li>`
}
<li><div><p><strong>Second factors</strong></p><p class="small quiet">${told(factors.count)}</p></div><a class="button small" href="${factors.href}">Manage<span class="hidden"> your second factors</span></a></li></ul>
</section>`
}

function told(count: number): string {
  if (count === 0) return 'None yet.'
  return count === 1 ? 'One, asked for when you sign in.' : `${count}, of which one is asked for.`
}

function identityRow({ name, createdAt, lastUsedAt, disconnectHref }: AccountIdentity): Html {
  return html`<li><div><p><strong>${name}</strong></p>
<p class="small quiet">Connected ${day(createdAt)} · last used ${moment(lastUsedAt)}</p></div>
${
  disconnectHref
    ? html`<a class="button small" href="${disconnectHref}">Disconnect<span class="hidden"> ${name}</span></a>`
    : html`<span class="small quiet">Your only way in</span>`
}</li>`
}

function sessionRow(session: AccountSession, action: string): Html {
  const { id, userAgent, address, signedInAt, lastSeenAt, current, remembered } = session
  const browser = describeBrowser(userAgent)
  return html`<li><div><p class="row"><strong>${browser}</strong>${current && html`<span class="tag">This browser</span>`}${remembered && html`<span class="tag">Stays signed in</span>`}</p>
<p class="small quiet"><bdi>${address}</bdi> · since ${moment(signedInAt)}${!current && html` · last seen ${moment(lastSeenAt)}`}</p></div>
${
  !current &&
  html`<form method="post" action="${action}"><input type="hidden" name="session" value="${id}"><button type="submit" class="small">Sign out<span class="hidden"> ${browser} at ${address}</span></button></form>`
}</li>`
}
