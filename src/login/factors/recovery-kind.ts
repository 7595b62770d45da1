import { countRecoveryCodes } from '../../core/factors/recovery-code-store.ts'
import { checkRecoveryCode } from '../../core/factors/shown-factor.ts'
import { html } from '../../web/html.ts'
import type { FactorKind } from './factor-kind.ts'

export const recoveryKind: FactorKind = {
  name: 'recovery',
  label: 'Use a recovery code',
  heading: 'Type one of your recovery codes',
  async isAvailable({ db }, { user }) {
    return (await countRecoveryCodes(db, user.id)) > 0
  },
  async ask() {
    return {
      submit: 'Sign in',
      fields: html`<div><label for="code">Recovery code</label>
<input id="code" name="code" type="text" autocomplete="off" autocapitalize="none" spellcheck="false" autofocus required maxlength="40" aria-describedby="hint">
<p id="hint" class="small quiet">Each code works once. You were given ten when you added your second factor.</p></div>`,
    }
  },
  async check(_deps, _visit, { user }, { form }) {
    return checkRecoveryCode({ userId: user.id, code: form.get('code') ?? '' })
  },
}
