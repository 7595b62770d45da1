import { describeBrowser } from '../../web/browser-name.ts'
import { type Html, html } from '../../web/html.ts'
import { DONE } from '../../web/icons.ts'
import { note, page } from '../../web/page.ts'
import { type PortalHeader, portalHeader } from './portal-header.ts'

type AccountPageData = PortalHeader &
  Readonly<{
    email?: string | undefined
    login: string
    sessions: readonly AccountSession[]
    /** Takes `session=ID`. */
    endSessionAction: string
    endOtherSessionsAction: string
    /** What has just been done, in a sentence. */
    notice?: string | undefined
  }>

type AccountSession = Readonly<{
  id: string
  /** The User-Agent header as it came, or nothing. */
  userAgent: string | undefined
  address: string
  signedInAt: number
  current: boolean
}>

export function accountPage(data: AccountPageData): Html {
  const { organization, personName, email, login, sessions, notice } = data
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
<dl class="facts sheet">
<div><dt>Name</dt><dd dir="auto">${personName}</dd></div>
${email && html`<div><dt>E-mail</dt><dd>${email}</dd></div>`}
${login !== email && html`<div><dt>Username</dt><dd>${login}</dd></div>`}
</dl>
<section class="sheet stack" aria-labelledby="sessions">
<h2 id="sessions">Where you are signed in</h2>
<ul class="sessions">${sessions.map((session) => sessionRow(session, data.endSessionAction))}</ul>
${
  others.length > 0 &&
  html`<form method="post" action="${data.endOtherSessionsAction}" class="row"><button type="submit">Sign out everywhere else</button></form>`
}
</section>
</div>`,
  })
}

function sessionRow(session: AccountSession, action: string): Html {
  const { id, userAgent, address, signedInAt, current } = session
  const browser = describeBrowser(userAgent)
  const since = new Date(signedInAt).toISOString()
  return html`<li><div><p class="row"><strong>${browser}</strong>${current && html`<span class="tag">This browser</span>`}</p>
<p class="small quiet"><bdi>${address}</bdi> · since <time datetime="${since}">${DATE.format(signedInAt)} UTC</time></p></div>
${
  !current &&
  html`<form method="post" action="${action}"><input type="hidden" name="session" value="${id}"><button type="submit" class="small">Sign out<span class="hidden"> ${browser} at ${address}</span></button></form>`
}</li>`
}

const DATE = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
})
