import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from '@playwright/test'
import { HOUR } from '../src/base/clock.ts'
import { findUserByLogin } from '../src/core/users/user-store.ts'
import { addConnection } from './support/admin-world.ts'
import { type ConsoleBench, isClean, OWNER, signIn, startConsoleBench } from './support/console.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'
import { screenshot } from './support/real-browser.ts'
import type { RunningServer } from './support/running-server.ts'

const ADA = { sub: 'ada-0001', email: 'ada@acme.test', email_verified: true, name: 'Ada Lovelace' }

let bench: ConsoleBench
let server: RunningServer
let provider: MisbehavingProvider
before(async () => {
  provider = await startMisbehavingProvider()
  bench = await startConsoleBench()
  server = await bench.start('Acme Tools')
})
after(async () => {
  await bench.close()
  await provider.close()
})

test('an owner tests a connection in a tab of its own, before and after saving it', async () => {
  provider.signInAs({ ...ADA, groups: ['eng'] })
  const page = await bench.open(server, { width: 'wide', colorScheme: 'light' })
  await page.goto(`${server.url}/console/connections/new/oidc`)
  const testButton = page.getByRole('button', { name: 'Test sign-in' })
  assert.ok(await testButton.isDisabled())
  await page.getByRole('textbox', { name: 'Name on the button' }).fill('Acme')
  await page.getByRole('textbox', { name: 'Client ID' }).fill(provider.clientId)
  await page.getByRole('textbox', { name: 'Client secret' }).fill(provider.clientSecret)
  await page.getByRole('textbox', { name: 'Well-known URL' }).fill(provider.wellKnownUrl)

  const unsaved = await tabOf(page)
  await unsaved
    .getByRole('heading', { name: 'A new person would be made and signed in.' })
    .waitFor()
  await unsaved.getByRole('cell', { name: ADA.email }).first().waitFor()
  await isClean(unsaved)
  await screenshot(unsaved, 'console/connection-test-wide-light')
  await unsaved.setViewportSize({ width: 390, height: 844 })
  // Nothing of the claims is cut off, or has to be scrolled to.
  await isClean(unsaved)
  const hidden =
    "[...document.querySelectorAll('td')].some((one) => one.scrollWidth > one.clientWidth + 1)"
  assert.equal(await unsaved.evaluate(hidden), false)
  await unsaved.close()
  assert.equal(await findUserByLogin(server.db, server.organization.id, ADA.email), undefined)

  await page.getByRole('button', { name: 'Add connection' }).click()
  const makes = page.getByRole('checkbox', { name: 'Make an account at the first sign-in' })
  await makes.uncheck()
  const refused = await tabOf(page)
  await refused.getByRole('heading', { name: 'The sign-in would be refused.' }).waitFor()
  await refused.getByRole('link', { name: 'See every step of this test' }).click()
  await refused.getByRole('heading', { level: 1 }).waitFor()
  assert.match(refused.url(), /\/console\/sign-ins\//)
  await refused.close()
  assert.equal(await makes.isChecked(), false, 'what was typed is still there')

  const wellKnown = page.getByRole('textbox', { name: 'Well-known URL' })
  await wellKnown.fill(`${provider.issuer}/nothing-here`)
  await testButton.click()
  const refusal = page.getByRole('alert').filter({ hasText: /./ })
  await refusal.waitFor()
  const meant = `${provider.issuer}/nothing-here/.well-known/openid-configuration`
  assert.ok((await refusal.textContent())?.includes(`Did you mean ${meant} ?`))
  await isClean(page)
})

test('a provider that answers wrongly is told with its cause, on a telephone too', async () => {
  const { wellKnownUrl, issuer, clientId, clientSecret } = provider
  const clientSecretSealed = await server.sealer.seal(clientSecret)
  const { id } = await addConnection(server, 'acme', {
    wellKnownUrl,
    issuer,
    clientId,
    clientSecretSealed,
  })
  provider.behave('wrong_nonce')
  const page = await bench.open(server, { width: 'narrow', colorScheme: 'dark' })
  await page.goto(`${server.url}/console/connections/${id}`)
  const failed = await tabOf(page)
  await failed.getByText('Failed', { exact: true }).waitFor()
  await isClean(failed)
  const overflow = 'document.documentElement.scrollWidth - window.innerWidth'
  assert.ok(Number(await failed.evaluate(overflow)) <= 0)
  await screenshot(failed, 'console/connection-test-narrow-dark')
  await failed.close()

  await page.reload()
  await page.getByRole('link', { name: /^Last tested/ }).waitFor()
  await isClean(page)
  await screenshot(page, 'console/connection-tested-narrow-dark')

  await page.goto(`${server.url}/console/sign-ins`)
  await page.getByText('Did not work').click()
  await page.getByText('None found').waitFor()
  await page.getByText('Tests', { exact: true }).click()
  const failure = page.locator('.list-row', { hasText: 'Test failed' })
  await failure.getByRole('link', { name: 'Test of a connection' }).first().waitFor()
  await isClean(page)
})

/** Through the provider, in the tab that the button opens, to what came of it. */
async function tabOf(page: Page): Promise<Page> {
  const opened = page.waitForEvent('popup')
  await page.getByRole('button', { name: 'Test sign-in' }).click()
  const tab = await opened
  await tab.getByRole('heading', { name: /^Test sign-in through/, level: 1 }).waitFor()
  return tab
}

test('who signed in a while ago signs in again in a tab of its own, and what was typed is saved', async () => {
  const { db, url } = server
  const page = await bench.open(server, { width: 'narrow', colorScheme: 'dark' })
  await db
    .updateTable('session')
    .set({ authenticated_at: Date.now() - 2 * HOUR })
    .execute()
  await page.goto(`${url}/console/settings`)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Acme Works')
  const save = page.getByRole('button', { name: 'Save', exact: true })
  await save.click()
  const dialog = page.getByRole('dialog', { name: 'Sign in again to go on' })
  await dialog.waitFor()
  await isClean(page)
  await screenshot(page, 'console/sign-in-again')

  await dialog.getByRole('button', { name: 'Not now' }).click()
  await page.getByText('Sign in again first: your last sign-in is more than 1h ago.').waitFor()
  await save.click()
  const opened = page.waitForEvent('popup')
  await dialog.getByRole('button', { name: 'Sign in again' }).click()
  const tab = await opened
  await signIn(tab, OWNER)
  await page.getByText('not saved yet').waitFor({ state: 'detached' })
  const { name } = await db.selectFrom('organization').select('name').executeTakeFirstOrThrow()
  assert.equal(name, 'Acme Works')
})
