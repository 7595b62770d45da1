import { beginTotp, checkFirstCode } from '../../core/factors/add-totp.ts'
import { newAuthenticatorFields } from '../../front/factor-fields.ts'
import type { EnrolKind } from './factor-kind.ts'

export const enrolOtpKind: EnrolKind = {
  name: 'otp',
  label: 'Add an authenticator app',
  heading: 'Add an authenticator app',
  async ask(deps, { organization }, { pending, user }) {
    const begun = { user, begunIn: pending.id, issuer: organization.name }
    const fields = await newAuthenticatorFields(await beginTotp(deps, begun))
    return { submit: 'Add it and go on', fields }
  },
  check(deps, _visit, { pending, user }, { form }) {
    const code = form.get('code') ?? ''
    return checkFirstCode(deps, { user, begunIn: pending.id, code, name: '' })
  },
}
