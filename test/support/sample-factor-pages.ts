import { newAuthenticatorFields, oneTimeCodeField } from '../../src/front/factor-fields.ts'
import { enoughPage, enrolPage, factorPage } from '../../src/login/pages/factor-page.ts'
import { addPasskeyPage } from '../../src/portal/pages/add-passkey-page.ts'
import { addAppPage, factorsPage, newCodesPage } from '../../src/portal/pages/factors-page.ts'
import type { Html } from '../../src/web/html.ts'

const organization = { name: 'Acme Tools' }
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const address = `otpauth://totp/Acme%20Tools:ada%40acme.test?issuer=Acme%20Tools&secret=${secret}&algorithm=SHA1&digits=6&period=30`
const recoveryCodes = Array.from({ length: 10 }, (_, n) => `k3vp-9yhm-${n}qtx-w7ub`)
const recovery = {
  name: 'recovery',
  label: 'Use a recovery code',
  heading: 'Type one of your recovery codes',
}

const portal = {
  organization,
  personName: 'Ada Lovelace',
  homeHref: '/',
  accountHref: '/account',
  signOutAction: '/logout',
}
const at = Date.UTC(2026, 10, 3)
const apps = [
  { id: 'fct_1', name: 'Telephone', confirmedAt: at, lastUsedAt: at },
  { id: 'fct_2', name: `"><script>alert('x')</script>`, confirmedAt: at },
]
const own = {
  ...{ passkeys: [{ id: 'fct_3', name: 'Telephone', createdAt: at, lastUsedAt: at }] },
  addPasskeyHref: '/account/factors/passkey',
  ...{ ...portal, apps, codesLeft: 8, addAppHref: '/account/factors/app' },
  ...{ removeAction: '/account/factors/remove', codesAction: '/account/factors/codes' },
}

/** The pages of second factors, as people meet them. */
export const FACTOR_PAGES: Readonly<Record<string, Html>> = {
  factor: factorPage({
    organization,
    account: 'ada@acme.test',
    kind: { name: 'otp', label: '', heading: 'Type the code of your authenticator app' },
    form: { submit: 'Sign in', fields: oneTimeCodeField() },
    others: [recovery],
    request: 'r',
    error: { message: 'The code is wrong, or its time is over.', code: 'KDHR-7WMP' },
  }),
  'factor-enrol': enrolPage({
    organization,
    account: 'ada@acme.test',
    kind: { name: 'otp', label: '', heading: 'Add an authenticator app' },
    form: {
      submit: 'Add it and go on',
      fields: await newAuthenticatorFields({ secret, address }),
    },
    others: [],
    request: 'r',
  }),
  'factor-codes': enoughPage({ organization, recoveryCodes, request: 'r' }),
  'factor-enough': enoughPage({ organization, recoveryCodes: undefined, request: 'r' }),
  factors: factorsPage(own),
  'factors-none': factorsPage({ ...own, apps: [], passkeys: [], codesLeft: 0 }),
  'factors-locked': factorsPage({
    ...own,
    showFirstHref: '/login?fresh=1',
    refused: 'You need a second factor here, and this is your only one: add another one first.',
  }),
  'factors-app': addAppPage({
    ...portal,
    action: '/account/factors/app',
    fields: await newAuthenticatorFields({ secret, address }),
    cancelHref: '/account/factors',
  }),
  'factors-passkey': addPasskeyPage({
    ...portal,
    action: '/account/factors/passkey',
    fields: '',
    cancelHref: '/account/factors',
  }),
  'factors-codes': newCodesPage({ ...portal, codes: recoveryCodes, backHref: '/account/factors' }),
}
