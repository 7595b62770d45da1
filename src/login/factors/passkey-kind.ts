import { askForNewPasskey, checkNewPasskey } from '../../core/passkeys/add-passkey.ts'
import { askForPasskey, checkPasskey } from '../../core/passkeys/check-passkey.ts'
import { listPasskeys } from '../../core/passkeys/passkey-store.ts'
import { passkeyFields, passkeyScriptOn } from '../../front/passkey-script.ts'
import type { EnrolKind, FactorKind } from './factor-kind.ts'

export const passkeyKind: FactorKind = {
  name: 'passkey',
  label: 'Use a passkey',
  heading: 'Use your passkey',
  async isAvailable({ db }, { user }) {
    return (await listPasskeys(db, user.id)).length > 0
  },
  async ask(deps, visit, { pending, user }) {
    const asked = { organization: visit.organization, userId: user.id, madeIn: pending.id }
    const fields = passkeyFields('has', await askForPasskey(deps, asked))
    return { submit: 'Use a passkey', fields, scripts: passkeyScriptOn(visit) }
  },
  check(deps, { organization }, { pending, user }, { form }) {
    const asked = { organization, userId: user.id, madeIn: pending.id }
    return checkPasskey(deps, asked, form.get('credential') ?? '')
  },
}

export const enrolPasskeyKind: EnrolKind = {
  name: 'passkey',
  label: 'Add a passkey',
  heading: 'Add a passkey',
  async ask(deps, visit, { pending, user }) {
    const adding = { organization: visit.organization, user, madeIn: pending.id }
    const fields = passkeyFields('new', await askForNewPasskey(deps, adding))
    return { submit: 'Add it and go on', fields, scripts: passkeyScriptOn(visit) }
  },
  check(deps, { organization }, { pending, user }, { form }) {
    const credential = form.get('credential') ?? ''
    const adding = { organization, user, madeIn: pending.id }
    return checkNewPasskey(deps, adding, { credential, name: '' })
  },
}
