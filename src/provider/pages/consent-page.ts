import { type Html, html } from '../../web/html.ts'
import { TICK } from '../../web/icons.ts'
import { type PageOrganization, page, picture } from '../../web/page.ts'

type ConsentPageData = Readonly<{
  organization: PageOrganization
  application: Readonly<{ name: string; logoUrl?: string | undefined; host?: string | undefined }>
  account: string
  scopes: readonly ConsentScope[]
  action: string
}>

/** `description` is what the organization wrote about a scope of its own. */
type ConsentScope = Readonly<{ name: string; description?: string | undefined }>

const IN_PLAIN_WORDS: Readonly<Record<string, string>> = {
  openid: 'Know that it is you who signs in',
  profile: 'See your name and your profile',
  email: 'See your e-mail address',
  phone: 'See your phone number',
  address: 'See your postal address',
  groups: 'See which groups you belong to',
  offline_access: 'Keep this access when you are away, until an administrator ends it',
}

/** The form answers `decision=allow` or `decision=cancel`. */
export function consentPage(data: ConsentPageData): Html {
  const { organization, application, account, scopes, action } = data
  return page({
    title: `Allow ${application.name}`,
    organization,
    below: html`Signed in as <bdi>${account}</bdi>`,
    body: html`
<form method="post" action="${action}" class="stack loose">
<div class="row one-line">${picture(application.name, application.logoUrl)}
<h1><bdi>${application.name}</bdi> asks for access</h1></div>
<div class="stack tight"><p>If you allow it, <bdi>${application.name}</bdi> can:</p>
<ul class="scopes">${scopes.map((scope) => html`<li>${TICK}<span>${inPlainWords(scope)}</span></li>`)}</ul></div>
${application.host && html`<p class="small quiet">Your answer is sent to <bdi>${application.host}</bdi>. You are asked once; an administrator can take the access back.</p>`}
<div class="buttons"><button name="decision" value="cancel">Cancel</button><button name="decision" value="allow" class="first">Allow</button></div>
</form>`,
  })
}

function inPlainWords({ name, description }: ConsentScope): Html {
  const known = Object.hasOwn(IN_PLAIN_WORDS, name) ? IN_PLAIN_WORDS[name] : undefined
  const words = description ?? known
  return words ? html`${words}` : html`Use what it calls <code>${name}</code>`
}
