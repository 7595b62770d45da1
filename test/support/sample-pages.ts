// Every server-rendered page with people and values it will meet: Ada of Acme, what hostile
// people type, and what is far too long. Used by the page tests and by tools/preview-pages.ts.

import { consoleRefusedPage } from '../../src/console/pages.ts'
import { leavingPage } from '../../src/front/leaving-page.ts'
import { NO_WAY_BY_EMAIL } from '../../src/login/email-first.ts'
import { emailFirstPage } from '../../src/login/pages/email-first-page.ts'
import { failurePage } from '../../src/login/pages/failure-page.ts'
import { linkPage } from '../../src/login/pages/link-page.ts'
import { loggedOutPage } from '../../src/login/pages/logged-out-page.ts'
import { type LoginPageData, loginPage } from '../../src/login/pages/login-page.ts'
import { recoveryEndedPage, recoveryPage } from '../../src/login/pages/recovery-page.ts'
import { signOutPage } from '../../src/login/pages/sign-out-page.ts'
import { askedPage, forgotPage } from '../../src/password-links/pages/forgot-pages.ts'
import { linkEndedPage, passwordSetPage } from '../../src/password-links/pages/link-notice-pages.ts'
import { setPasswordPage } from '../../src/password-links/pages/set-password-page.ts'
import { accountPage } from '../../src/portal/pages/account-page.ts'
import { arrangePage } from '../../src/portal/pages/arrange-page.ts'
import { dashboardPage, searchPage } from '../../src/portal/pages/dashboard-page.ts'
import { disconnectPage } from '../../src/portal/pages/disconnect-page.ts'
import { passwordPage } from '../../src/portal/pages/password-page.ts'
import { profilePage } from '../../src/portal/pages/profile-page.ts'
import { consentPage } from '../../src/provider/pages/consent-page.ts'
import { devicePage } from '../../src/provider/pages/device-page.ts'
import { oktaPostMessagePage } from '../../src/provider/pages/okta-post-message-page.ts'
import { providerErrorPage } from '../../src/provider/pages/provider-error-page.ts'
import { redirectMismatchPage } from '../../src/provider/pages/redirect-mismatch-page.ts'
import { simplifiedPostPage } from '../../src/provider/pages/simplified-post-page.ts'
import type { Html } from '../../src/web/html.ts'
import { notFoundPage } from '../../src/web/not-found-page.ts'
import { toProblem } from '../../src/web/problem.ts'
import { problemPage } from '../../src/web/problem-page.ts'
import { unknownHostPage } from '../../src/web/unknown-host-page.ts'
import { wrongMethodPage } from '../../src/web/wrong-method-page.ts'
import { FACTOR_PAGES } from './sample-factor-pages.ts'

export const HOSTILE = `"><script>alert('x')</script><img src=x onerror=alert(1)>\u202e\`\${1}`
export const LONG =
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'

const LOGO = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" fill="teal"/></svg>',
)}`
const acme = { name: 'Acme Tools' }
const passwordForm = { action: '/login', returnTo: '/', forgotPasswordHref: '/forgot' }
const okta = { name: 'Okta', template: 'okta', href: '/login/okta' }

const login: LoginPageData = {
  organization: acme,
  connections: [okta],
  passwordForm,
  continueTo: 'Expenses',
}

const everyProvider = ['entra', 'google', 'keycloak', 'auth0', 'oidc'].map((template) => ({
  name: `${template.charAt(0).toUpperCase()}${template.slice(1)}`,
  template,
  href: `/login/${template}`,
}))

const portal = {
  organization: acme,
  personName: 'Ada Lovelace',
  homeHref: '/',
  accountHref: '/account',
  signOutAction: '/logout',
}

const TILES = ['Acme Tools', 'Expenses', 'Wiki', 'Time Sheets', 'Build Farm', LONG, HOSTILE].map(
  (name, i) => ({
    id: `app_${i}`,
    name,
    href: `/home/oidc_client/app_${i}/aln_${i}`,
    logoUrl: i === 2 ? LOGO : undefined,
  }),
)
const SECTIONS = [
  { id: 's1', name: 'Every day', tiles: TILES.slice(0, 4) },
  { id: 's2', name: HOSTILE.slice(0, 60), tiles: TILES.slice(4) },
  { id: 's3', name: 'Nothing yet', tiles: [] },
]
const dashboard = { ...portal, recent: [], arrangeHref: '/arrange', scriptHref: '/arrange-0.js' }

const failure = {
  organization: acme,
  heading: 'Okta signed you in, but Acme Tools could not accept it',
  cause: 'What Okta told Acme Tools about you did not pass the checks.',
  whatToDo: 'You did nothing wrong. Ask your administrator and give them the code below.',
  code: 'K7QX-2M4P',
  tryAgainHref: '/login?return_to=/',
}

const chrome = 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36'
const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1'
const signedInAt = Date.UTC(2026, 10, 23, 9, 12)
const session = {
  id: 'ses_1',
  userAgent: chrome,
  address: '198.51.100.7',
  signedInAt,
  lastSeenAt: signedInAt,
  current: true,
  remembered: true,
}

const account = {
  factors: { href: '/account/factors', count: 1 },
  ...portal,
  login: 'ada@acme.test',
  email: 'ada@acme.test',
  sessions: [
    session,
    { ...session, id: 'ses_2', userAgent: phone, address: '2001:db8::7', current: false },
    { ...session, id: 'ses_3', userAgent: undefined, current: false },
  ],
  signIns: ['Okta', 'Okta', 'Password', 'Passkey', 'Okta', 'Password', 'Okta', HOSTILE].map(
    (through, i) => ({
      at: signedInAt - i * 3_600_000,
      through,
      browser: i === 7 ? undefined : 'Firefox on macOS',
      address: '198.51.100.7',
      ...(i % 3 === 2 && { refused: { because: 'Wrong password', code: 'K7QX-2M4P' } }),
    }),
  ),
  endSessionAction: '/account/sessions/end',
  endOtherSessionsAction: '/account/sessions/end-others',
  passwordHref: '/account/password',
  profile: { href: '/account/profile', mayChange: true },
  identities: ['Okta', 'Google'].map((name, i) => ({
    name,
    createdAt: signedInAt,
    lastUsedAt: signedInAt,
    disconnectHref: i === 0 ? '/account/disconnect/con_1' : undefined,
  })),
}

const named = { help: undefined, present: undefined, isWrong: false }
const profile = {
  ...portal,
  action: '/account/profile',
  version: 'kq3Vn0kq3Vn0kq3Vn0kq3V',
  longest: 200,
  fields: [
    { ...named, name: 'givenName', label: 'First name', value: 'Ada', autocomplete: 'given-name' },
    { ...named, name: 'familyName', label: 'Last name', value: '', autocomplete: 'family-name' },
    {
      ...named,
      name: 'name',
      label: 'Display name',
      value: 'Ada Lovelace',
      autocomplete: 'name',
      help: 'What applications and other people see. Left empty, it is the first and the last name.',
    },
  ],
  facts: [{ label: 'E-mail and username', value: 'ada@acme.test', from: [] }],
}

const disconnect = {
  ...portal,
  name: 'Okta',
  action: '/account/disconnect/con_1',
  signInAgainHref: '/login?fresh=1',
}

const consent = {
  organization: acme,
  application: { name: 'Expenses', host: 'localhost:4200' },
  account: 'ada@acme.test',
  scopes: ['openid', 'profile', 'email', 'groups', 'offline_access', 'receipts:write'].map(
    (name) => ({ name }),
  ),
  action: '/interaction/1/consent',
}

const device = { organization: acme, action: '/activate', code: 'WDJB-MJHT' }

const mismatch = {
  organization: acme,
  code: 'M3TZ-88QA',
  admin: {
    application: 'Expenses',
    registered: ['https://expenses.acme.test/other', 'http://localhost:4200/callback'],
    received: 'http://localhost:4200/callback/',
    settingsHref: '/console/applications/1',
  },
}

/** Pages without any script: everything but the two that hand an answer to an application. */
export const PAGES: Readonly<Record<string, Html>> = {
  ...FACTOR_PAGES,
  login: loginPage(login),
  'login-error': loginPage({
    ...login,
    passwordForm: { ...passwordForm, login: 'ada@acme.test' },
    error: {
      message: 'The e-mail or the password is not right. Check both and try again.',
      code: 'wrong_password',
    },
  }),
  'login-many': loginPage({
    ...login,
    organization: { name: 'Acme Tools', logoUrl: LOGO },
    connections: [...everyProvider, { ...okta, lastUsed: true }],
  }),
  'login-email-first': emailFirstPage({
    ...{ organization: acme, returnTo: '/', fresh: false, everyWayHref: '/login?all=1' },
    continueTo: 'Expenses',
  }),
  'login-email-first-error': emailFirstPage({
    ...{ organization: acme, returnTo: '/', fresh: false, everyWayHref: '/login?all=1' },
    login: 'ada@elsewhere.test',
    error: { message: NO_WAY_BY_EMAIL },
  }),
  'login-remember': loginPage({
    ...login,
    passwordForm: { ...passwordForm, remember: true },
  }),
  'login-connections-only': loginPage({ organization: acme, connections: [okta] }),
  'login-password-only': loginPage({ organization: acme, connections: [], passwordForm }),
  'login-nothing': loginPage({ organization: acme, connections: [] }),
  'login-hostile': loginPage({
    organization: { name: HOSTILE, logoUrl: HOSTILE },
    connections: [{ name: HOSTILE, template: '__proto__', href: `/login/${HOSTILE}` }],
    passwordForm: { action: '/login', returnTo: HOSTILE, login: HOSTILE },
    error: { message: HOSTILE, code: HOSTILE },
    continueTo: HOSTILE,
  }),
  'login-long': loginPage({
    ...login,
    organization: { name: `${LONG} ${LONG}` },
    connections: [{ ...okta, name: LONG.repeat(3), lastUsed: true }],
    passwordForm: { ...passwordForm, login: `${LONG.repeat(4)}@acme.test` },
    continueTo: LONG.repeat(4),
  }),
  link: linkPage({
    organization: acme,
    provider: 'Okta',
    sent: ['Ada Lovelace', 'ada@acme.test'],
    request: 'r',
    error: {
      message: 'The password is wrong, or this account cannot be connected.',
      code: 'KDHR-7WMP',
    },
  }),
  failure: failurePage(failure),
  'failure-admin': failurePage({
    ...failure,
    admin: {
      explanation: {
        cause: 'audience_mismatch',
        kind: 'failure',
        title: 'The ID token is for another client',
        sentence: 'The ID token of Okta was made for another client ID than this connection has.',
        check: 'aud',
        expected: '0oa1example7Client5d7',
        received: '0oa1example9Client5d7',
        remedies: [
          {
            where: 'okta',
            menuPath: ['Applications', 'Applications', 'the application', 'General', 'Client ID'],
            text: 'Copy the client ID of the application made for this connection.',
          },
          {
            where: 'here',
            menuPath: ['Connections', 'Okta'],
            settingLink: '/console/connections/con_1',
            text: 'Compare the client ID, and save the right one.',
            valueToPaste: '0oa1example9Client5d7',
          },
        ],
      },
      step: 'The ID token was checked.',
      names: { provider: 'Okta' },
      traceHref: '/console/sign-ins/1',
    },
  }),
  'failure-hostile': failurePage({
    organization: acme,
    heading: HOSTILE,
    cause: HOSTILE,
    whatToDo: LONG.repeat(4),
    code: HOSTILE,
    tryAgainHref: `/login?return_to=${HOSTILE}`,
    admin: {
      explanation: {
        cause: 'unknown',
        kind: 'failure',
        title: HOSTILE,
        sentence: HOSTILE,
        check: HOSTILE,
        expected: '',
        received: `${HOSTILE}${LONG.repeat(20)}`,
        remedies: [
          {
            where: 'generic',
            menuPath: [HOSTILE, LONG],
            text: LONG,
            valueToPaste: LONG.repeat(20),
          },
        ],
      },
      step: HOSTILE,
      names: { provider: HOSTILE },
    },
  }),
  'signed-out': loggedOutPage({
    organization: acme,
    signInHref: '/login',
    stillSignedInAt: 'Okta',
  }),
  leaving: leavingPage({ organization: acme, addresses: [], next: 'http://localhost/logged-out' }),
  'sign-out': signOutPage({
    organization: acme,
    account: 'ada@acme.test',
    action: '/logout',
    cancelHref: '/',
    hidden: { xsrf: HOSTILE },
  }),
  consent: consentPage(consent),
  'consent-hostile': consentPage({
    ...consent,
    application: { name: LONG.repeat(2), host: HOSTILE },
    scopes: [{ name: HOSTILE }, { name: '__proto__' }, { name: 'x', description: LONG.repeat(3) }],
  }),
  'device-enter': devicePage({ organization: acme, action: '/activate', step: 'enter' }),
  'device-error': devicePage({
    ...device,
    step: 'enter',
    error: 'This code is not known, or its time has run out. Start again on the device.',
  }),
  'device-confirm': devicePage({
    ...device,
    step: 'confirm',
    application: 'Acme TV',
    account: 'ada@acme.test',
  }),
  'device-done': devicePage({ organization: acme, step: 'done', application: 'Acme TV' }),
  'device-cancelled': devicePage({ organization: acme, step: 'cancelled' }),
  'redirect-mismatch': redirectMismatchPage({ organization: acme, code: 'M3TZ-88QA' }),
  'redirect-mismatch-admin': redirectMismatchPage(mismatch),
  'redirect-mismatch-hostile': redirectMismatchPage({
    ...mismatch,
    admin: { application: HOSTILE, registered: [], received: `javascript:${HOSTILE}` },
  }),
  'provider-error': providerErrorPage({
    organization: acme,
    heading: 'You are not assigned to Expenses',
    cause: 'You are signed in as ada@acme.test, and Expenses is not among your applications.',
    whatToDo: 'Ask your administrator for access and give them this code.',
    code: 'QQ2F-71XD',
    protocol: { error: 'access_denied', description: 'User is not assigned to the application.' },
    homeHref: '/',
  }),
  dashboard: dashboardPage({
    ...dashboard,
    sections: [{ id: 's1', name: 'Applications', tiles: TILES }],
  }),
  'dashboard-sections': dashboardPage({
    ...dashboard,
    recent: TILES.slice(1, 4),
    sections: SECTIONS,
  }),
  'dashboard-found': searchPage({ ...portal, tiles: TILES.slice(0, 2), search: 'e' }),
  'dashboard-nothing-found': searchPage({ ...portal, tiles: [], search: HOSTILE }),
  'dashboard-empty': dashboardPage({ ...dashboard, sections: [] }),
  arrange: arrangePage({ ...portal, sections: SECTIONS, chosen: 'app_1' }),
  'arrange-refused': arrangePage({
    ...portal,
    sections: SECTIONS.slice(0, 1),
    refused: 'This application is not on your dashboard any more.',
  }),
  profile: profilePage(profile),
  'profile-refused': profilePage({
    ...profile,
    personName: LONG,
    refused:
      'Somebody else changed this meanwhile. Compare it with what is there now, and save again.',
    fields: profile.fields.map((field) => ({
      ...field,
      value: HOSTILE,
      present: LONG.repeat(4),
      isWrong: true,
    })),
    facts: [{ label: 'Username', value: HOSTILE, from: [HOSTILE, LONG] }],
  }),
  'profile-told': profilePage({
    ...profile,
    fields: [],
    facts: [
      { label: 'First name', value: 'Ada', from: ['Okta'] },
      { label: 'Last name', value: '', from: ['Okta', 'Google'] },
      ...profile.facts,
    ],
  }),
  account: accountPage({ ...account, notice: 'The other session has ended.' }),
  'account-hostile': accountPage({
    ...account,
    personName: LONG,
    login: HOSTILE,
    email: `${LONG}@acme.test`,
    identities: account.identities.map((identity) => ({ ...identity, name: HOSTILE })),
    sessions: [{ ...session, userAgent: HOSTILE, address: HOSTILE }],
  }),
  password: passwordPage({ ...portal, login: 'ada@acme.test', action: '/account/password' }),
  'password-refused': passwordPage({
    ...portal,
    login: HOSTILE,
    action: '/account/password',
    refused: 'This is not your present password.',
  }),
  disconnect: disconnectPage({ ...disconnect, proof: 'password' }),
  'disconnect-again': disconnectPage({ ...disconnect, name: HOSTILE, proof: 'sign_in_again' }),
  invitation: setPasswordPage({
    organization: acme,
    purpose: 'invitation',
    login: 'ada@acme.test',
  }),
  'reset-refused': setPasswordPage({
    organization: { name: HOSTILE },
    purpose: 'reset',
    login: HOSTILE,
    refused: 'A password has 8 to 256 characters.',
  }),
  recovery: recoveryPage({ organization: { name: HOSTILE }, login: HOSTILE, link: 'a'.repeat(43) }),
  'recovery-ended': recoveryEndedPage({ organization: acme }),
  'link-ended': linkEndedPage({ organization: acme }),
  'password-set': passwordSetPage({ organization: { name: LONG }, login: `${LONG}@acme.test` }),
  forgot: forgotPage({ organization: acme, login: '', sendsMail: true }),
  'forgot-refused': forgotPage({
    ...{ organization: acme, login: HOSTILE, sendsMail: false },
    refused: 'Type the e-mail address or username that you sign in with.',
  }),
  'forgot-asked': askedPage({ organization: acme, sendsMail: true }),
  'forgot-asked-here': askedPage({ organization: acme, sendsMail: false }),
  problem: problemPage({ organization: acme, problem: toProblem(new Error(HOSTILE)) }),
  'console-refused': consoleRefusedPage({ name: LONG }),
  'unknown-host': unknownHostPage(),
  'not-found': notFoundPage({ organization: acme }),
  'wrong-method': wrongMethodPage({ organization: acme }),
}

export const PAGES_WITH_SCRIPT: Readonly<Record<string, Html>> = {
  'simplified-post': simplifiedPostPage({
    organization: acme,
    application: 'Expenses',
    action: 'http://localhost:4200/callback',
    fields: { id_token: 'eyJ.e30.x', state: HOSTILE },
  }),
  'okta-post-message': oktaPostMessagePage({
    targetOrigin: 'http://localhost:4200',
    message: { code: 'c', state: `${HOSTILE}</script>\u2028` },
  }),
}
