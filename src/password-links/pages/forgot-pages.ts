import { type Html, html } from '../../web/html.ts'
import { ALERT, DONE } from '../../web/icons.ts'
import { note, type PageOrganization, page } from '../../web/page.ts'

type ForgotPageData = Readonly<{
  organization: PageOrganization
  login: string
  /** Else a link waits with the administrators, and whoever asks must know it beforehand. */
  sendsMail: boolean
  refused?: string | undefined
}>

export function forgotPage({ organization, login, sendsMail, refused }: ForgotPageData): Html {
  return page({
    title: 'Forgot your password?',
    organization,
    body: html`
<div class="stack loose">
<h1>Forgot your password?</h1>
<p>${
      sendsMail
        ? 'Say who you are, and you get a message with a link to choose a new one.'
        : 'Say who you are, and your administrator gets a link for you to choose a new one.'
    }</p>
${refused && note('bad', ALERT, html`<p id="error">${refused}</p>`)}
<form method="post" action="/password/forgot" class="stack">
<div><label for="login">E-mail or username</label>
<input id="login" name="login" type="text" inputmode="email" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="320" value="${login}"${refused && html` aria-describedby="error"`}></div>
<button type="submit" class="first">${sendsMail ? 'Send the link' : 'Ask for the link'}</button>
<p class="small"><a class="alone" href="/login">Back to signing in</a></p>
</form>
</div>`,
  })
}

type AskedPageData = Readonly<{ organization: PageOrganization; sendsMail: boolean }>

/** One page for everybody: who has an account is nobody's business who only asks. */
export function askedPage({ organization, sendsMail }: AskedPageData): Html {
  const what = sendsMail
    ? 'If there is an account of that name, a message with a link is on its way to its address. The link works once, for an hour.'
    : 'If there is an account of that name, a link for it waits with your administrator: no mail is sent here. Ask for it.'
  return page({
    title: sendsMail ? 'Look into your mail' : 'Ask your administrator',
    organization,
    body: html`
<div class="stack">
<div class="symbol good">${DONE}</div>
<h1>${sendsMail ? 'Look into your mail' : 'Ask your administrator'}</h1>
<p>${what}</p>
<a class="button" href="/login">Back to signing in</a>
</div>`,
  })
}
