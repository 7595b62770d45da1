import { type Html, html } from '../../web/html.ts'
import { ALERT } from '../../web/icons.ts'
import { note, page } from '../../web/page.ts'
import { type PortalHeader, portalHeader } from './portal-header.ts'

export type ProfileField = Readonly<{
  name: string
  label: string
  value: string
  autocomplete: string
  help?: string | undefined
  /** What is there by now, where somebody else changed it while the person typed. */
  present?: string | undefined
  isWrong: boolean
}>

/** What is not changed here. */
type ProfileFact = Readonly<{
  label: string
  value: string
  /** Whose word it is; nobody's where administrators change it. */
  from: readonly string[]
}>

type ProfilePageData = PortalHeader &
  Readonly<{
    action: string
    /** Comes back with the form. */
    version: string
    longest: number
    fields: readonly ProfileField[]
    facts: readonly ProfileFact[]
    refused?: string | undefined
  }>

export function profilePage(data: ProfilePageData): Html {
  const { organization, fields, facts, refused, accountHref } = data
  return page({
    title: 'Your profile',
    organization,
    width: 'wide',
    header: portalHeader(data),
    body: html`
<div class="stack loose narrow">
<h1>Your profile</h1>
${refused && note('bad', ALERT, html`<p>${refused}</p>`)}
${fields.length > 0 && form(data)}
<section class="sheet stack" aria-labelledby="elsewhere">
<h2 id="elsewhere">Not changed here</h2>
<dl class="facts">${facts.map((one) => fact(one, organization.name))}</dl>
${fields.length === 0 && html`<div class="row"><a class="button" href="${accountHref}">Back to your account</a></div>`}
</section>
</div>`,
  })
}

function form({ action, version, longest, fields, accountHref }: ProfilePageData): Html {
  return html`<form method="post" action="${action}" class="sheet stack">
<input type="hidden" name="version" value="${version}">
${fields.map((one) => field(one, longest))}
<div class="row"><button type="submit" class="first">Save your profile</button><a class="button" href="${accountHref}">Keep it as it is</a></div>
</form>`
}

function field(one: ProfileField, longest: number): Html {
  const { name, label, value, autocomplete, help, present, isWrong } = one
  const isTold = present !== undefined
  const told = [help && `${name}-help`, isTold && `${name}-now`].filter(Boolean).join(' ')
  return html`<div><label for="${name}">${label}</label>
<input id="${name}" name="${name}" value="${value}" autocomplete="${autocomplete}" maxlength="${longest}" dir="auto"${isWrong && html` aria-invalid="true"`}${told && html` aria-describedby="${told}"`}>
${help && html`<p id="${name}-help" class="help">${help}</p>`}${isTold && html`<p id="${name}-now" class="help">${present ? html`By now it is “<bdi>${present}</bdi>”.` : 'By now it is empty.'}</p>`}</div>`
}

function fact({ label, value, from }: ProfileFact, organization: string): Html {
  const [first, ...others] = from
  const whose = first
    ? html`Comes from <bdi>${first}</bdi>${others.map((other) => html` and <bdi>${other}</bdi>`)}, and is changed there.`
    : html`An administrator of <bdi>${organization}</bdi> can change this.`
  return html`<div><dt>${label}</dt><dd dir="auto">${value || 'Not set'}</dd><dd class="help">${whose}</dd></div>`
}
