import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from '@playwright/test'
import { applyChanges } from '../src/apply/apply-changes.ts'
import { MINUTE, SECOND } from '../src/base/clock.ts'
import { readConfig } from '../src/config.ts'
import { DEFAULT_CONNECTION_SETTINGS } from '../src/core/connections/connection.ts'
import { startTrialKeeper } from '../src/core/organizations/trial-keeper.ts'
import { makeRecoveryLink } from '../src/core/recovery-links/make-recovery-link.ts'
import type { User } from '../src/core/users/user.ts'
import { addConnection } from './support/admin-world.ts'
import { type ConsoleBench, isClean, OWNER, signIn, startConsoleBench } from './support/console.ts'
import { engines } from './support/databases.ts'
import { movableClock } from './support/movable-clock.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'
import { screenshot } from './support/real-browser.ts'
import { addPerson, type RunningServer, startServer } from './support/running-server.ts'

const clock = movableClock()
const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-lock-out-'))
let bench: ConsoleBench
let server: RunningServer
let provider: MisbehavingProvider
let owner: User
let keeper: ReturnType<typeof startTrialKeeper>

before(async () => {
  bench = await startConsoleBench()
  const [engine] = engines
  assert.ok(engine)
  server = await startServer(await engine.fresh(), { now: clock, name: 'Acme Tools' })
  provider = await startMisbehavingProvider()
  owner = await addPerson(server, OWNER, { role: 'owner' })
  provider.signInAs({ sub: 'owner-0001', email: OWNER, email_verified: true })
  const { issuer, wellKnownUrl, clientId, clientSecret } = provider
  const clientSecretSealed = await server.sealer.seal(clientSecret)
  const settings = { ...DEFAULT_CONNECTION_SETTINGS, trustedDomains: ['acme.test'] }
  const told = { issuer, wellKnownUrl, clientId, clientSecretSealed, settings }
  await addConnection(server, 'okta', told)
  // The server's own looks every twenty seconds.
  keeper = startTrialKeeper({ db: server.db, now: clock, log: { warn() {} }, everyMs: 100 })
})
after(async () => {
  await keeper.stop()
  await bench.close()
  await server.close()
  await provider.close()
  rmSync(folder, { recursive: true })
})

const passwordSwitch = (page: Page) =>
  page.getByRole('checkbox', { name: 'Sign in with a password' })

async function openSettings(page: Page): Promise<void> {
  await page.goto(`${server.url}/console/settings`)
  await passwordSwitch(page).waitFor()
}

/** As an administrator does it: a test of the connection, and then passwords go. */
async function enforce(page: Page): Promise<void> {
  const connections = `${server.url}/console/connections`
  await page.goto(connections)
  await page.getByRole('link', { name: /^okta/i }).first().click()
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('button', { name: 'Test sign-in' }).click(),
  ])
  await tab.getByText('Would sign in').waitFor()
  await tab.close()
  await openSettings(page)
  await passwordSwitch(page).uncheck()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Save' }).waitFor({ state: 'hidden' })
  // Settings are kept for two seconds, and these are read anew.
  clock.advance(3 * SECOND)
}

/** The provider is broken: a stranger's browser finds no way in. */
async function isLockedOut(page: Page): Promise<void> {
  await page.goto(`${server.url}/login`)
  assert.equal(await page.locator('input[name=password]').count(), 0)
  await page.getByRole('link', { name: 'Sign in with okta' }).click()
  await page.getByRole('link', { name: 'Try again' }).waitFor()
}

test('an administrator enforces a connection that then breaks, and gets back in by each of three ways', async () => {
  const page = await bench.newPage({ width: 'wide', colorScheme: 'light' })
  await page.goto(`${server.url}/login`)
  await signIn(page, OWNER)
  await openSettings(page)
  await passwordSwitch(page).uncheck()
  await page.getByRole('button', { name: 'Save' }).click()
  await page
    .getByText(/Test a connection first/)
    .first()
    .waitFor()
  await screenshot(page, 'console/lock-out-refused-wide-light')
  await page.getByRole('button', { name: 'Discard' }).click()

  // The first way: whoever has the machine makes a link, which the owner opens.
  await enforce(page)
  provider.behave('token_500')
  const second = await bench.newPage({ width: 'narrow', colorScheme: 'light' })
  await isLockedOut(second)
  const { db, organization } = server
  const actor = { kind: 'system' } as const
  const made = { organization, user: owner, actor }
  const { url } = await makeRecoveryLink({ db, now: clock }, made)
  await second.goto(url)
  await isClean(second)
  await second.getByRole('button', { name: /^Sign in as/ }).click()
  await second.waitForURL(/\/console\/settings/)
  await passwordSwitch(second).check()
  await second.getByRole('button', { name: 'Save' }).click()
  await second.getByRole('button', { name: 'Save' }).waitFor({ state: 'hidden' })
  clock.advance(3 * SECOND)
  await assertComesBack(second)

  // The second: a file, applied where the server runs.
  provider.behave()
  await enforce(page)
  provider.behave('token_500')
  const third = await bench.newPage({ width: 'wide', colorScheme: 'dark' })
  await isLockedOut(third)
  const file = path.join(folder, 'latchkey.yaml')
  writeFileSync(file, declared(server))
  const { organizations } = readConfig({ env: {}, file })
  await applyChanges({ db, sealer: server.sealer, now: clock }, organizations)
  clock.advance(3 * SECOND)
  await assertComesBack(third)
  await signIn(third, OWNER)
  await third.getByRole('link', { name: 'Console' }).waitFor()

  provider.behave()
  await enforce(page)
  provider.behave('token_500')
  const stranger = await bench.newPage({ width: 'narrow', colorScheme: 'dark' })
  await isLockedOut(stranger)
  // The third: nobody came in for half an hour, and passwords come back by themselves.
  clock.advance(31 * MINUTE)
  await assertComesBack(stranger)
  await signIn(stranger, OWNER)
  await stranger.getByRole('link', { name: 'Console' }).waitFor()
})

/** The password form is there again, within a moment. */
async function assertComesBack(page: Page): Promise<void> {
  for (const deadline = Date.now() + 5_000; Date.now() < deadline; ) {
    await page.context().clearCookies()
    await page.goto(`${server.url}/login`)
    if ((await page.locator('input[name=password]').count()) > 0) return
    clock.advance(3 * SECOND)
  }
  throw new Error('passwords did not come back')
}

const declared = ({ organization, url }: RunningServer) => `
organizations:
  - slug: ${organization.slug}
    name: Acme Tools
    url: ${url}
    settings: { passwordSignIn: true }
`
