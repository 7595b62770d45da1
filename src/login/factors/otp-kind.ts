import { checkTotp } from '../../core/factors/shown-factor.ts'
import { listTotpFactors } from '../../core/factors/totp-factor-store.ts'
import { html } from '../../web/html.ts'
import type { FactorKind } from './factor-kind.ts'

export const otpKind: FactorKind = {
  name: 'otp',
  label: 'Use your authenticator app',
  heading: 'Type the code of your authenticator app',
  async isAvailable({ db }, { user }) {
    return (await listTotpFactors(db, user.id)).length > 0
  },
  async ask() {
    return {
      submit: 'Sign in',
      fields: html`<div><label for="code">Six digits</label>
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" autofocus required maxlength="16" aria-describedby="hint">
<p id="hint" class="small quiet">A new one is shown every 30 seconds.</p></div>`,
    }
  },
  check(deps, _visit, { user }, { form }) {
    return checkTotp(deps, { userId: user.id, code: form.get('code') ?? '' })
  },
}
