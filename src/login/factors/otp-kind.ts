import { checkTotp } from '../../core/factors/shown-factor.ts'
import { listTotpFactors } from '../../core/factors/totp-factor-store.ts'
import { oneTimeCodeField } from '../../front/factor-fields.ts'
import type { FactorKind } from './factor-kind.ts'

export const otpKind: FactorKind = {
  name: 'otp',
  label: 'Use your authenticator app',
  heading: 'Type the code of your authenticator app',
  async isAvailable({ db }, { user }) {
    return (await listTotpFactors(db, user.id)).length > 0
  },
  async ask() {
    return { submit: 'Sign in', fields: oneTimeCodeField() }
  },
  check(deps, _visit, { user }, { form }) {
    return checkTotp(deps, { userId: user.id, code: form.get('code') ?? '' })
  },
}
