import { type Html, html } from '../../web/html.ts'
import { ALERT, DEVICE, DONE } from '../../web/icons.ts'
import { note, type PageOrganization, page } from '../../web/page.ts'

type Common = Readonly<{ organization: PageOrganization }>

type DevicePageData = Common &
  (
    | Readonly<{
        step: 'enter'
        action: string
        /** What was typed. */
        code?: string | undefined
        error?: string | undefined
        hidden?: Readonly<Record<string, string>> | undefined
      }>
    | Readonly<{
        step: 'confirm'
        action: string
        application: string
        code: string
        account: string
        hidden?: Readonly<Record<string, string>> | undefined
      }>
    | Readonly<{ step: 'done'; application: string }>
    | Readonly<{ step: 'cancelled' }>
  )

type Step<S extends DevicePageData['step']> = Extract<DevicePageData, { step: S }>

/** `/activate`: a person lets a device in that cannot show a login screen itself (RFC 8628). */
export function devicePage(data: DevicePageData): Html {
  switch (data.step) {
    case 'enter':
      return enterCode(data)
    case 'confirm':
      return confirmDevice(data)
    case 'done':
      return ended(data, 'Your device is signed in', [
        html`<bdi>${data.application}</bdi> continues on its own. You can close this page.`,
      ])
    case 'cancelled':
      return ended(data, 'The device was not signed in', [
        html`Nothing was allowed. If you did not start this yourself, somebody may have sent you the code: there is nothing else to do.`,
      ])
  }
}

/** The form answers `user_code`. */
function enterCode({ organization, action, code = '', error, hidden }: Step<'enter'>): Html {
  return page({
    title: 'Sign in a device',
    organization,
    body: html`
<form method="post" action="${action}" class="stack loose">
<h1>Sign in a device</h1>
${error && note('bad', ALERT, html`<p id="error">${error}</p>`)}
<div><label for="user_code">Code shown on the device</label>
<input id="user_code" name="user_code" class="mono big" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false" required maxlength="32" value="${code}" aria-describedby="help${error && ' error'}">
<p id="help" class="help">Only enter a code from a device that is in front of you.</p></div>
${hiddenFields(hidden)}
<button type="submit" class="first">Continue</button>
</form>`,
  })
}

/**
 * The code is shown again to be compared: a stranger's link with the stranger's code in it would
 * otherwise sign the stranger's device in as the reader (RFC 8628 section 5.4). Answers
 * `decision=allow` or `decision=cancel`.
 */
function confirmDevice(data: Step<'confirm'>): Html {
  const { organization, action, application, code, account, hidden } = data
  return page({
    title: `Sign in ${application}`,
    organization,
    below: html`Signed in as <bdi>${account}</bdi>`,
    body: html`
<form method="post" action="${action}" class="stack loose">
<h1>Sign in <bdi>${application}</bdi> on a device?</h1>
<p>It will act as <strong>${account}</strong>. Go on only if your device shows exactly this code:</p>
<div class="code"><code>${code}</code></div>
${hiddenFields(hidden)}
<div class="buttons"><button name="decision" value="cancel">Cancel</button><button name="decision" value="allow" class="first">Sign in the device</button></div>
</form>`,
  })
}

function ended(data: Step<'done' | 'cancelled'>, heading: string, lines: readonly Html[]): Html {
  const icon = data.step === 'done' ? DONE : DEVICE
  return page({
    title: heading,
    organization: data.organization,
    body: html`<div class="stack"><div class="symbol${data.step === 'done' && ' good'}">${icon}</div><h1>${heading}</h1>${lines.map((line) => html`<p>${line}</p>`)}</div>`,
  })
}

function hiddenFields(hidden: Readonly<Record<string, string>> = {}): readonly Html[] {
  return Object.entries(hidden).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )
}
