import { recoveryCodeList } from '../../front/factor-fields.ts'
import { type Fragment, type Html, html } from '../../web/html.ts'
import { ALERT } from '../../web/icons.ts'
import { note, page } from '../../web/page.ts'
import { type PortalHeader, portalHeader } from './portal-header.ts'

type Factor = Readonly<{
  id: string
  name: string
  lastUsedAt?: number | undefined
}>
type App = Factor & Readonly<{ confirmedAt: number }>
type Passkey = Factor & Readonly<{ createdAt: number }>

type FactorsPageData = PortalHeader &
  Readonly<{
    apps: readonly App[]
    passkeys: readonly Passkey[]
    addPasskeyHref: string
    codesLeft: number
    addAppHref: string
    /** Takes `factor=ID`. */
    removeAction: string
    codesAction: string
    /** Where the person signs in anew, or shows a factor, before anything can be changed. */
    showFirstHref?: string | undefined
    refused?: string | undefined
  }>

export function factorsPage(data: FactorsPageData): Html {
  const { organization, apps, passkeys, codesLeft, showFirstHref, refused } = data
  return page({
    title: 'Your second factors',
    organization,
    width: 'wide',
    header: portalHeader(data),
    body: html`
<div class="stack loose">
<div class="stack tight"><h1>Your second factors</h1>
<p class="quiet">Beside your password or your provider: what you have at hand when you sign in.</p></div>
${refused && note('bad', ALERT, html`<p>${refused}</p>`)}
${
  showFirstHref &&
  html`<div class="sheet stack"><p>To change anything here, show that it is you.</p>
<div class="row"><a class="button first" href="${showFirstHref}">Confirm that it is you</a></div></div>`
}
${passkeySection(data)}
${appSection(data)}
${(apps.length + passkeys.length > 0 || codesLeft > 0) && codesSection(data)}
</div>`,
  })
}

function passkeySection(data: FactorsPageData): Html {
  const { passkeys, addPasskeyHref, showFirstHref } = data
  const rows = passkeys.map((passkey) => factorRow(passkey, passkey.createdAt, data))
  return html`<section class="sheet stack" aria-labelledby="passkeys">
<h2 id="passkeys">Passkeys</h2>
${
  rows.length > 0
    ? html`<ul class="sessions">${rows}</ul>`
    : html`<p>A key that your telephone, computer or security key keeps, and uses at this address only. You have none yet.</p>`
}
${showFirstHref === undefined && html`<div class="row"><a class="button" href="${addPasskeyHref}">Add a passkey</a></div>`}
</section>`
}

function appSection(data: FactorsPageData): Html {
  const { apps, addAppHref, showFirstHref } = data
  const rows = apps.map((app) => factorRow(app, app.confirmedAt, data))
  return html`<section class="sheet stack" aria-labelledby="apps">
<h2 id="apps">Authenticator apps</h2>
${
  rows.length > 0
    ? html`<ul class="sessions">${rows}</ul>`
    : html`<p>An app on your telephone that shows a new code every 30 seconds. You have none yet.</p>`
}
${showFirstHref === undefined && html`<div class="row"><a class="button" href="${addAppHref}">Add an authenticator app</a></div>`}
</section>`
}

function factorRow({ id, name, lastUsedAt }: Factor, addedAt: number, data: FactorsPageData): Html {
  const { removeAction, showFirstHref } = data
  return html`<li><div><p><strong><bdi>${name}</bdi></strong></p>
<p class="small quiet">Added ${day(addedAt)}${lastUsedAt && html` · last used ${day(lastUsedAt)}`}</p></div>
${
  showFirstHref === undefined &&
  html`<form method="post" action="${removeAction}"><input type="hidden" name="factor" value="${id}"><button type="submit" class="small">Remove<span class="hidden"> ${name}</span></button></form>`
}</li>`
}

function codesSection({ codesLeft, codesAction, showFirstHref }: FactorsPageData): Html {
  const left = codesLeft === 1 ? 'One is left' : `${codesLeft} are left`
  return html`<section class="sheet stack" aria-labelledby="codes">
<h2 id="codes">Recovery codes</h2>
<p>For the day on which you have lost your second factor. ${left}.</p>
${
  showFirstHref === undefined &&
  html`<form method="post" action="${codesAction}" class="row"><button type="submit">Make new ones</button><span class="small quiet">Those you have stop working.</span></form>`
}
</section>`
}

type AddAppData = PortalHeader &
  Readonly<{ action: string; fields: Fragment; cancelHref: string; refused?: string | undefined }>

export function addAppPage(data: AddAppData): Html {
  const { organization, action, fields, cancelHref, refused } = data
  return page({
    title: 'Add an authenticator app',
    organization,
    width: 'wide',
    header: portalHeader(data),
    body: html`
<div class="stack loose narrow">
<h1>Add an authenticator app</h1>
${refused && note('bad', ALERT, html`<p>${refused}</p>`)}
<form method="post" action="${action}" class="sheet stack loose">
${fields}
<div><label for="name">A name for it, if you have several</label>
<input id="name" name="name" type="text" autocomplete="off" maxlength="60" placeholder="Telephone"></div>
<div class="row"><button type="submit" class="first">Add it</button><a class="button" href="${cancelHref}">Leave it</a></div>
</form>
</div>`,
  })
}

type NewCodesData = PortalHeader & Readonly<{ codes: readonly string[]; backHref: string }>

export function newCodesPage(data: NewCodesData): Html {
  const { organization, codes, backHref } = data
  return page({
    title: 'Keep your recovery codes',
    organization,
    width: 'wide',
    header: portalHeader(data),
    body: html`
<div class="stack loose narrow">
<h1>Keep your recovery codes</h1>
<div class="sheet stack loose"><p>When you have lost your second factor, one of these signs you in. Each works once. Print them or put them where you keep passwords: they are not shown again.</p>
${recoveryCodeList(codes)}
<div class="row"><a class="button first" href="${backHref}">I have kept them</a></div></div>
</div>`,
  })
}

function day(at: number): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${DAY.format(at)}</time>`
}

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })
