import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, test } from 'node:test'
import { applyChanges } from '../src/apply/apply-changes.ts'
import { exportState } from '../src/apply/export-state.ts'
import { HOUR, MINUTE } from '../src/base/clock.ts'
import { readConfig } from '../src/config.ts'
import { listOrganizations } from '../src/core/organizations/organization-store.ts'
import { type AdminClient, type Answer, signedInAs } from './support/admin-client.ts'
import { engines } from './support/databases.ts'
import { GIF, PNG } from './support/pictures.ts'
import { PASSWORD, type RunningServer, startServer } from './support/running-server.ts'
import { testedBy } from './support/tested-lately.ts'

// What the API (and so the console) can say, a file can say: every setting has another value than
// its default here, and some have values that a file would gladly read otherwise.

const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-round-trip-'))
after(() => rmSync(folder, { recursive: true }))

function read(yaml: string) {
  const file = path.join(folder, 'latchkey.yaml')
  writeFileSync(file, yaml)
  return readConfig({ env: {}, file }).organizations
}

const APPEARANCE = {
  logo: PNG,
  accent: '#0b5fff',
  accentDark: '#8ab4ff',
  heading: 'Welcome to $' + '{ACME}: yes',
  intro: 'First line\nsecond line',
  links: [{ label: 'Help', href: 'mailto:help@acme.test' }],
}

const ORGANIZATION = {
  signUp: 'domains',
  allowedDomains: ['acme.test'],
  passwordSignIn: false,
  signInPolicy: { automaticRedirect: true, emailFirst: true, rememberMs: 36 * HOUR },
  changeOwnNames: false,
  secondFactor: 'required',
  sessionIdleMs: HOUR + MINUTE + 500,
  sessionMaxMs: 25 * HOUR,
  reauthenticateAfterMs: 15 * MINUTE,
  eventRetentionMs: 1_000 * HOUR,
  appearance: APPEARANCE,
}

const PROFILE = {
  name: 'Grace B. Hopper',
  givenName: 'Grace',
  middleName: ' ',
  familyName: 'Hopper',
  nickname: 'no',
  profileUrl: 'https://acme.test/grace',
  picture: 'https://acme.test/grace.png',
  website: 'https://grace.acme.test/',
  gender: '1.0',
  birthdate: '1906-12-09',
  zoneinfo: 'America/New_York',
  locale: 'en-US',
  phoneNumber: '+1 555 0100',
  address: {
    streetAddress: '1 Main Street\nSecond floor',
    locality: 'Arlington',
    region: 'VA',
    postalCode: '01234',
    country: 'US',
  },
}

const APPLICATION = {
  grantTypes: [
    'authorization_code',
    'implicit',
    'refresh_token',
    'client_credentials',
    'urn:ietf:params:oauth:grant-type:device_code',
  ],
  implicit: { idToken: true, accessToken: false },
  dpopRequired: true,
  redirectUris: ['https://expenses.acme.test/callback', 'https://*.acme.test/callback'],
  wildcardRedirect: 'SUBDOMAIN',
  postLogoutRedirectUris: ['https://expenses.acme.test/'],
  backchannelLogoutUri: 'https://expenses.acme.test/ended',
  frontchannelLogoutUri: 'https://expenses.acme.test/leave',
  logoutSessionRequired: false,
  trustedOrigins: ['https://expenses.acme.test'],
  initiateLoginUri: 'https://expenses.acme.test/login',
  loginMode: 'OKTA',
  loginScopes: ['openid', 'email'],
  visibility: { web: true, mobile: true },
  logo: GIF,
  logoUri: 'https://expenses.acme.test/logo.png',
  tokenEndpointAuthMethod: 'client_secret_post',
  jwksUri: 'https://expenses.acme.test/keys',
  pkceRequired: true,
  consent: 'REQUIRED',
  requiresSecondFactor: true,
  refreshToken: { rotation: 'ROTATE', leewaySeconds: 0 },
  groupsClaim: { filter: 'STARTS_WITH', value: ' team' },
}

async function change(owner: AdminClient, path: string, body: unknown): Promise<Answer> {
  const { etag } = await owner.get(path)
  const method = path.endsWith('/assignments') ? 'PUT' : 'PATCH'
  const answer = await owner.call(method, path, body, { version: etag })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer
}

/** Through the API alone; answers nothing, as what counts is what is stored. */
async function sayEverything(server: RunningServer, owner: AdminClient): Promise<void> {
  const group = await owner.make('/groups', {
    name: 'Engineering',
    description: ' Builders ',
    requiresSecondFactor: true,
  })
  const grace = await owner.make('/users', {
    login: 'grace',
    email: 'grace@acme.test',
    emailVerified: true,
    profile: PROFILE,
    role: 'auditor',
    password: PASSWORD,
  })
  const linus = await owner.make('/users', { login: 'linus@acme.test', status: 'staged' })
  const member = `/groups/${group.body.id}/members/${grace.body.id}`
  assert.equal((await owner.call('PUT', member)).status, 204)
  const { id: expenses } = await sayApplications(owner, [group.body.id], [linus.body.id])
  await sayServer(owner, { expenses, group: group.body.id, person: grace.body.id })
  await sayConnections(owner, group.body.id)
  await testedBy(server, owner.user)
  await change(owner, '/organization', { name: 'Acme & Sons', settings: ORGANIZATION })
  await owner.make('/event-webhook', {
    url: 'https://siem.acme.test/in',
    types: ['user.session', 'application.'],
    enabled: false,
  })
}

async function sayApplications(owner: AdminClient, groups: string[], users: string[]) {
  const { body } = await owner.make('/applications', {
    label: 'Expenses: "all"',
    type: 'web',
    settings: APPLICATION,
    assignments: { everyone: true, groups, users },
  })
  const second = await owner.make(`/applications/${body.id}/secrets`, undefined)
  const [, oldest] = (await owner.get(`/applications/${body.id}/secrets`)).body.items
  assert.notEqual(oldest.id, second.body.id)
  await owner.call('POST', `/applications/${body.id}/secrets/${oldest.id}/deactivate`)
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'one' }
  for (const type of ['browser', 'native', 'service']) {
    const isService = type === 'service'
    const keys = isService && {
      settings: { tokenEndpointAuthMethod: 'private_key_jwt', jwks: { keys: [key] } },
    }
    const redirects = { settings: { redirectUris: ['https://x.acme.test/callback'] } }
    const wanted = { label: type, type, clientId: `of-${type}`, ...(keys || redirects) }
    const made = await owner.make('/applications', wanted)
    if (!isService) await owner.call('POST', `/applications/${made.body.id}/deactivate`)
  }
  return body
}

type Named = Readonly<{ expenses: string; group: string; person: string }>

async function sayServer(owner: AdminClient, { expenses, group, person }: Named): Promise<void> {
  const scope = { name: 'orders:read', displayName: 'Orders ', description: 'Your\norders' }
  const claim = { name: 'plan', token: 'access_token', scopes: ['orders:read'], active: false }
  const filter = { kind: 'groups', filter: 'REGEX', value: '.* ' }
  const rule = {
    name: 'Builders',
    active: false,
    grantTypes: ['authorization_code'],
    people: { users: [person], groups: [group] },
    scopes: ['orders:read', 'openid'],
    accessTokenMs: 10 * MINUTE,
    refreshTokenMs: 30 * HOUR,
    refreshTokenIdleMs: HOUR + 1,
  }
  const open = { name: 'All', active: true, grantTypes: ['client_credentials'] }
  await owner.make('/authorization-servers', {
    slug: 'payments',
    settings: {
      name: 'Payments',
      audience: 'https://api.acme.test ',
      signingAlg: 'ES256',
      accessTokenMs: 5 * MINUTE,
      idTokenMs: 6 * MINUTE,
      refreshTokenMs: 48 * HOUR,
      scopes: [{ ...scope, consent: 'required', default: true, published: true }],
      claims: [
        { ...claim, value: { kind: 'text', text: '' } },
        { ...claim, name: 'zone', value: { kind: 'profile', attribute: 'zoneinfo' } },
        { ...claim, name: 'teams', token: 'id_token', value: filter },
      ],
      accessPolicies: [
        { name: 'Shop', active: false, applications: [expenses], rules: [rule] },
        {
          name: 'Rest',
          active: true,
          applications: 'all',
          rules: [{ ...open, people: 'everyone', scopes: 'any' }],
        },
      ],
    },
  })
  const { body } = await owner.get('/authorization-servers')
  const own = body.items.find(({ slug }: { slug: string }) => slug === 'default')
  await change(owner, `/authorization-servers/${own.id}`, { settings: { accessPolicies: [] } })
}

async function sayConnections(owner: AdminClient, group: string): Promise<void> {
  const rules = [
    { match: 'equals', value: ' eng', group, role: 'owner', allowOwner: true },
    { claim: 'roles', match: 'starts_with', value: 'app-', sameName: true },
    { match: 'pattern', value: 'desk.*', role: 'helpdesk' },
    { match: 'any', group },
  ]
  const settings = {
    scopes: ['openid', 'groups'],
    claims: { email: 'mail', groups: 'roles', name: 'cn', login: 'uid' },
    trustedDomains: ['acme.test'],
    homeDomains: ['acme.test', 'acme.example'],
    signUp: false,
    linking: 'prove',
    mapping: { sync: 'add', rules },
    secondFactor: 'trust',
    signOutAtProvider: true,
    buttonLabel: ' Staff ',
    secretExpiresOn: '2027-03-31',
    icon: PNG,
  }
  const wellKnownUrl = 'https://idp.acme.test/.well-known/openid-configuration'
  const common = { name: 'Staff', wellKnownUrl, clientId: '0oa1', check: 'skip' }
  const secret = { clientSecret: 'from-the-provider', clientAuthMethod: 'client_secret_post' }
  const first = await owner.make('/connections', {
    ...common,
    ...secret,
    slug: 'staff',
    template: 'keycloak',
    enabled: false,
    settings,
  })
  const second = await owner.make('/connections', {
    ...common,
    slug: 'guests',
    clientAuthMethod: 'none',
  })
  const ids = [second.body.id, first.body.id]
  const ordered = await owner.call('PUT', '/connections/order', { ids })
  assert.ok(ordered.status < 300, JSON.stringify(ordered))
}

for (const engine of engines) {
  describe(`everything that the API can say, on ${engine.name}`, () => {
    test('goes through a file to an empty database, and out of it again byte for byte', async () => {
      const server = await startServer(await engine.fresh())
      try {
        await sayEverything(server, await signedInAs(server, 'owner'))
        const { db, sealer } = server
        const state = await exportState(server, await listOrganizations(db))
        const whole = await exportState(server, await listOrganizations(db), { secrets: true })
        const elsewhere = { db: await engine.fresh(), sealer, now: Date.now }
        await applyChanges(elsewhere, read(whole))
        const again = await exportState(elsewhere, await listOrganizations(elsewhere.db))
        assert.equal(again, state)
        const changes = await applyChanges({ db, sealer, now: Date.now }, read(whole))
        assert.deepEqual(
          changes.filter(({ kind }) => kind !== 'none'),
          [],
        )
      } finally {
        await server.close()
      }
    })
  })
}
