import { countRecoveryCodes } from '../../core/factors/recovery-code-store.ts'
import { checkRecoveryCode } from '../../core/factors/shown-factor.ts'
import { recoveryCodeField } from '../../front/factor-fields.ts'
import type { FactorKind } from './factor-kind.ts'

export const recoveryKind: FactorKind = {
  name: 'recovery',
  label: 'Use a recovery code',
  heading: 'Type one of your recovery codes',
  async isAvailable({ db }, { user }) {
    return (await countRecoveryCodes(db, user.id)) > 0
  },
  async ask() {
    return { submit: 'Sign in', fields: recoveryCodeField() }
  },
  async check(_deps, _visit, { user }, { form }) {
    return checkRecoveryCode({ userId: user.id, code: form.get('code') ?? '' })
  },
}
