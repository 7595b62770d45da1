import { type Html, html } from '../../web/html.ts'

export type ProfileSectionData = Readonly<{
  personName: string
  email?: string | undefined
  login: string
  profile: Readonly<{
    href: string
    /** Whether there is a name there that the person may change. */
    mayChange: boolean
  }>
}>

/** On the account page: what is known of the person, and the way to more of it. */
export function profileSection({ personName, email, login, profile }: ProfileSectionData): Html {
  return html`<section class="sheet stack" aria-labelledby="profile">
<h2 id="profile">Profile</h2>
<dl class="facts">
<div><dt>Name</dt><dd dir="auto">${personName}</dd></div>
${email && html`<div><dt>E-mail</dt><dd>${email}</dd></div>`}
${login !== email && html`<div><dt>Username</dt><dd>${login}</dd></div>`}
</dl>
<div class="row"><a class="button small" href="${profile.href}">${profile.mayChange ? 'Change your name' : 'Where this comes from'}</a></div>
</section>`
}
