import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, test } from 'node:test'
import { applyChanges } from '../src/apply/apply-changes.ts'
import type { Change } from '../src/apply/change.ts'
import { exportState } from '../src/apply/export-state.ts'
import { planChanges } from '../src/apply/plan-changes.ts'
import { Failure } from '../src/base/errors.ts'
import { createSealer } from '../src/base/seal.ts'
import type { DeclaredOrganization } from '../src/config/declared-organization.ts'
import { readConfig } from '../src/config.ts'
import { findApplicationByClientId } from '../src/core/applications/application-store.ts'
import { listAssignments } from '../src/core/applications/assignment-store.ts'
import { listEvents } from '../src/core/audit/event-search-store.ts'
import { findConnectionBySlug } from '../src/core/connections/connection-store.ts'
import { listGroupsOfUser } from '../src/core/groups/membership-store.ts'
import {
  findOrganizationBySlug,
  listOrganizations,
} from '../src/core/organizations/organization-store.ts'
import { verifyPassword } from '../src/core/users/password.ts'
import { setUserStatus } from '../src/core/users/set-user-status.ts'
import { findUserByLogin } from '../src/core/users/user-store.ts'
import type { Db } from '../src/storage/database.ts'
import { engines, type TestEngine } from './support/databases.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-apply-'))
after(() => rmSync(folder, { recursive: true }))

const sealer = createSealer(randomBytes(32))
const now = () => Date.now()

function declared(yaml: string): readonly DeclaredOrganization[] {
  const file = path.join(folder, 'latchkey.yaml')
  writeFileSync(file, yaml)
  return readConfig({ env: {}, file }).organizations
}

const ACME = `
organizations:
  - slug: acme
    name: Acme Tools
    url: https://id.acme.example
    settings: { signUp: "off", sessionIdle: 1h }
    authorizationServers:
      - { slug: default, signingAlg: ES256 }
      - slug: payments
        accessTokenLifetime: 5m
        scopes: [{ name: "orders:read", displayName: Orders, consent: required, default: true }]
        claims:
          - { name: plan, token: access_token, value: { kind: text, text: gold } }
          - { name: teams, token: id_token, value: { kind: groups, filter: EQUALS, value: Finance }, scopes: ["orders:read"], active: false }
        accessPolicies:
          - name: Expenses
            applications: [expenses]
            rules:
              - { name: Finance, people: { groups: [Finance], users: [ada@acme.test] }, refreshTokenIdle: 1d }
              - { name: Robots, active: false, grantTypes: [client_credentials], scopes: ["orders:read"], accessTokenLifetime: 10m }
          - { name: Nobody, active: false, rules: [] }
    connections:
      - slug: okta
        name: Okta
        template: okta
        wellKnownUrl: https://acme.okta.com/oauth2/default/.well-known/openid-configuration
        clientId: 0oa1
        clientSecret: from-okta
        trustedDomains: [acme.test]
        claims: { login: email }
        mapping:
          sync: add
          rules:
            - { match: equals, value: fin, group: finance, role: auditor }
            - { claim: teams, match: any, sameName: true }
    groups: [{ name: Engineering }, { name: Finance, description: Counts beans }]
    users:
      - login: ada@acme.test
        emailVerified: true
        password: correct-horse-battery
        profile: { givenName: Ada, familyName: Lovelace, address: { locality: London } }
        groups: [Engineering]
      - { login: linus@acme.test, status: deactivated, role: admin }
    applications:
      - clientId: expenses
        label: Expenses
        type: web
        clientSecret: expenses-secret-of-many-letters
        grantTypes: [authorization_code, implicit]
        implicit: { idToken: true, accessToken: true }
        redirectUris: ["https://expenses.acme.example/callback"]
        loginMode: SPEC
        initiateLoginUri: https://expenses.acme.example/initiate
        visibility: { web: true }
        groupsClaim: { filter: REGEX, value: ".*" }
        assignments: { groups: [Finance], users: [linus@acme.test] }
`

function kinds(changes: readonly Change[]): Set<string> {
  return new Set(changes.map(({ kind }) => kind))
}

async function acmeOf(db: Db) {
  const acme = await findOrganizationBySlug(db, 'acme')
  assert.ok(acme)
  return acme
}

for (const engine of engines) {
  describe(`applying a file on ${engine.name}`, () => {
    testApplying(engine)
    testAtOnce(engine)
    testRefusing(engine)
    testExporting(engine)
  })
}

function testApplying(engine: TestEngine): void {
  test('makes everything that is declared, and a second time changes nothing', async () => {
    const deps = { db: await engine.fresh(), sealer, now }
    const first = await applyChanges(deps, declared(ACME))
    assert.deepEqual(kinds(first), new Set(['create']))
    assert.ok(first.some(({ path }) => path === 'acme/authorizationServers/org'))

    const acme = await acmeOf(deps.db)
    const ada = await findUserByLogin(deps.db, acme.id, 'ADA@acme.test')
    assert.ok(await verifyPassword(ada?.passwordHash, 'correct-horse-battery'))
    const groups = await listGroupsOfUser(deps.db, ada?.id ?? '')
    assert.deepEqual(
      groups.map(({ name }) => name),
      ['Engineering'],
    )
    const okta = await findConnectionBySlug(deps.db, acme.id, 'okta')
    assert.equal(okta?.issuer, 'https://acme.okta.com/oauth2/default')
    assert.equal(await sealer.open(okta?.clientSecretSealed ?? ''), 'from-okta')

    assert.deepEqual(kinds(await applyChanges(deps, declared(ACME))), new Set(['none']))
  })

  test('a policy that names somebody who is not there is refused, with its place in the file', async () => {
    const deps = { db: await engine.fresh(), sealer, now }
    const wrong = ACME.replace('applications: [expenses]', 'applications: [nothing]')
      .replace('users: [ada@acme.test] }, refresh', 'users: [nobody@acme.test] }, refresh')
      .replace('accessTokenLifetime: 10m', 'accessTokenLifetime: 1m')
    const at = 'authorizationServers\\[1\\]\\.accessPolicies\\[0\\]'
    for (const path of ['applications\\[0\\]', 'rules\\[0\\]\\.people\\.users\\[0\\]']) {
      await assert.rejects(applyChanges(deps, declared(wrong)), new RegExp(`${at}\\.${path}`))
    }
    const short = new RegExp(`${at}\\.rules\\[1\\]\\.accessTokenLifetime`)
    await assert.rejects(applyChanges(deps, declared(wrong)), short)
  })

  test('tells what differs, with secrets only as changed, and leaves the rest alone', async () => {
    const deps = { db: await engine.fresh(), sealer, now }
    await applyChanges(deps, declared(ACME))
    const edited = `
organizations:
  - slug: acme
    name: Acme
    url: https://id.acme.example
    connections:
      - slug: okta
        name: Okta
        wellKnownUrl: https://acme.okta.com/oauth2/default/.well-known/openid-configuration
        clientId: 0oa1
        clientSecret: another-secret
    users:
      - { login: ada@acme.test, password: another-password, status: suspended, groups: [] }
    applications:
      - clientId: expenses
        label: Expenses
        type: web
        redirectUris: ["https://expenses.acme.example/back"]
        assignments: { everyone: true }
`
    const planned = await planChanges(deps, declared(edited))
    assert.equal((await acmeOf(deps.db)).name, 'Acme Tools', 'planning writes nothing')
    const changes = await applyChanges(deps, declared(edited))
    assert.deepEqual(planned, changes)
    const fields = Object.fromEntries(changes.map(({ path, fields }) => [path, fields]))
    assert.deepEqual(fields.acme, [{ field: 'name', before: 'Acme Tools', after: 'Acme' }])
    assert.deepEqual(fields['acme/connections/okta'], [{ field: 'clientSecret', secret: true }])
    assert.deepEqual(fields['acme/users/ada@acme.test'], [
      { field: 'status', before: 'active', after: 'suspended' },
      { field: 'password', secret: true },
      { field: 'groups', before: ['Engineering'], after: [] },
    ])
    assert.ok(!JSON.stringify(changes).includes('another-'))

    const acme = await acmeOf(deps.db)
    assert.equal(acme.settings.signUp, 'off', 'what is not declared stays')
    const expenses = await findApplicationByClientId(deps.db, acme.id, 'expenses')
    assert.equal(expenses?.settings.loginMode, 'SPEC')
    assert.deepEqual(expenses?.settings.redirectUris, ['https://expenses.acme.example/back'])
    assert.ok(expenses)
    assert.deepEqual(await listAssignments(deps.db, expenses.id), [{ kind: 'everyone' }])
    const types = (await listEvents(deps.db, acme.id)).map(({ type }) => type)
    assert.ok(types.includes('application.lifecycle.update'))
    assert.ok(types.includes('user.lifecycle.suspend'))
  })
}

function testAtOnce(engine: TestEngine): void {
  test('undoes nothing that somebody changes in the console meanwhile', async () => {
    const db = await engine.fresh()
    await applyChanges({ db, sealer, now }, declared(ACME))
    const acme = await acmeOf(db)
    const suspendAda = async () => {
      const ada = await findUserByLogin(db, acme.id, 'ada@acme.test')
      assert.ok(ada)
      const actor = { kind: 'system' } as const
      if (ada.status === 'active')
        await setUserStatus(db, { user: ada, status: 'suspended', actor }, now())
    }
    // A secret is sealed after the difference is known, and before anything is written.
    const seal = async (secret: string) => {
      await suspendAda()
      return sealer.seal(secret)
    }
    const edited = ACME.replace('from-okta', 'renewed').replace('Lovelace', 'King')
    await applyChanges({ db, sealer: { ...sealer, seal }, now }, declared(edited))
    const ada = await findUserByLogin(db, acme.id, 'ada@acme.test')
    assert.deepEqual([ada?.profile.familyName, ada?.status], ['King', 'suspended'])
    const okta = await findConnectionBySlug(db, acme.id, 'okta')
    assert.equal(await sealer.open(okta?.clientSecretSealed ?? ''), 'renewed')
  })

  test('twice at the same moment makes everything once', async () => {
    const deps = { db: await engine.fresh(), sealer, now }
    const both = [declared(ACME), declared(ACME)].map((file) => applyChanges(deps, file))
    await Promise.all(both)
    assert.equal((await listOrganizations(deps.db)).length, 1)
    assert.deepEqual(kinds(await applyChanges(deps, declared(ACME))), new Set(['none']))
  })
}

function testRefusing(engine: TestEngine): void {
  test('writes nothing of a file that has a fault, and tells every fault with its path', async () => {
    const deps = { db: await engine.fresh(), sealer, now }
    const faulty = `
organizations:
  - { slug: fine, name: Fine, url: "https://fine.example" }
  - slug: acme
    name: Acme
    url: https://id.acme.example
    settings: { sessionIdle: 2d, sessionMax: 1d }
    connections:
      - { slug: a, name: A, wellKnownUrl: "https://a.example/oidc", clientId: a, scopes: [email] }
    users: [{ login: ada@acme.test, groups: [Enginering] }]
    applications:
      - { clientId: web, label: Web, type: web, redirectUris: ["https://a.example/cb#here"],
          jwks: { keys: [{ kty: EC, crv: P-256, x: x, y: y, d: private }] } }
      - { clientId: service, label: Service, type: service, clientSecret: 0123456789abcdef,
          assignments: { users: [nobody@acme.test] } }
`
    await assert.rejects(applyChanges(deps, declared(faulty)), (error) => {
      assert.ok(error instanceof Failure)
      for (const path of [
        'organizations[1].settings',
        'organizations[1].connections[0].clientSecret',
        'organizations[1].connections[0].scopes',
        'organizations[1].connections[0].wellKnownUrl',
        'organizations[1].users[0].groups[0]',
        'organizations[1].applications[0].redirectUris[0]',
        'organizations[1].applications[0].clientSecret',
        'organizations[1].applications[0].jwks.keys[0]',
        'organizations[1].applications[1].assignments.users[0]',
      ]) {
        assert.ok(error.message.includes(`  ${path}: `), `${error.message}\nlacks ${path}`)
      }
      assert.match(error.message, /has 9 faults/)
      return true
    })
    assert.deepEqual(await listOrganizations(deps.db), [])
  })
}

function testExporting(engine: TestEngine): void {
  test('an export makes the same state elsewhere, and changes nothing where it came from', async () => {
    const here = { db: await engine.fresh(), sealer, now }
    const elsewhere = { db: await engine.fresh(), sealer, now }
    await applyChanges(here, declared(ACME))
    const yaml = await exportState(here, await listOrganizations(here.db), { secrets: true })
    for (const secret of ['from-okta', 'expenses-secret', 'correct-horse']) {
      assert.ok(!yaml.includes(secret), `${secret} stands in the export`)
    }
    assert.deepEqual(kinds(await applyChanges(here, declared(yaml))), new Set(['none']))
    await applyChanges(elsewhere, declared(yaml))
    const again = await exportState(elsewhere, await listOrganizations(elsewhere.db))
    assert.equal(again, await exportState(here, await listOrganizations(here.db)))
    assert.deepEqual(kinds(await applyChanges(elsewhere, declared(ACME))), new Set(['none']))
    assert.ok(!again.includes('Sealed') && !again.includes('argon2'))
  })

  test('text that looks like something else to YAML, or like a variable, is exported as it is', async () => {
    const deps = { db: await engine.fresh(), sealer, now }
    const odd = [
      'yes',
      '1.0',
      '- a: b',
      `$\{HOME}`,
      `$$\{HOME}`,
      '# no comment',
      'ünïcode "quoted"',
    ]
    const groups = odd.map((name) => ({ name, description: `${name}\n${name}` }))
    const [acme] = declared(ACME.slice(0, ACME.indexOf('    settings')))
    assert.ok(acme)
    await applyChanges(deps, [{ ...acme, groups }])
    const yaml = await exportState(deps, await listOrganizations(deps.db))
    const [read] = declared(yaml)
    const byName = (one: { name: string }, other: { name: string }) =>
      one.name < other.name ? -1 : 1
    assert.deepEqual(read?.groups, groups.toSorted(byName))
  })

  test('a secret that another master key sealed is refused', async () => {
    const here = { db: await engine.fresh(), sealer, now }
    const other = { db: await engine.fresh(), sealer: createSealer(randomBytes(32)), now }
    await applyChanges(here, declared(ACME))
    const yaml = await exportState(here, await listOrganizations(here.db), { secrets: true })
    await assert.rejects(
      applyChanges(other, declared(yaml)),
      /connections\[0\]\.clientSecretSealed: was sealed with another master key/,
    )
  })
}
