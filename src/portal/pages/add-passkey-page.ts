import { type Fragment, type Html, html } from '../../web/html.ts'
import { ALERT } from '../../web/icons.ts'
import { note, page } from '../../web/page.ts'
import { type PortalHeader, portalHeader } from './portal-header.ts'

type AddPasskeyData = PortalHeader &
  Readonly<{ action: string; fields: Fragment; cancelHref: string; refused?: string | undefined }>

export function addPasskeyPage(data: AddPasskeyData): Html {
  const { organization, action, fields, cancelHref, refused } = data
  return page({
    title: 'Add a passkey',
    organization,
    width: 'wide',
    header: portalHeader(data),
    body: html`
<div class="stack loose narrow">
<h1>Add a passkey</h1>
${refused && note('bad', ALERT, html`<p>${refused}</p>`)}
<form method="post" action="${action}" class="sheet stack loose">
<p>Your telephone, computer, password manager or security key keeps it. It works at this address only, so no imitation of this page can get it out of you.</p>
<div><label for="name">A name for it, if you have several</label>
<input id="name" name="name" type="text" autocomplete="off" maxlength="60" placeholder="Telephone"></div>
${fields}
<div class="row"><button type="submit" class="first">Add it</button><a class="button" href="${cancelHref}">Leave it</a></div>
</form>
</div>`,
  })
}
