// Passkeys in a real browser, with the authenticator that it brings for tests.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from '@playwright/test'
import type { User } from '../src/core/users/user.ts'
import { flowServer } from './support/provider-flows.ts'
import {
  accessibilityFaults,
  type RealBrowser,
  screenshot,
  startRealBrowser,
} from './support/real-browser.ts'
import { addPerson, PASSWORD, type RunningServer } from './support/running-server.ts'

describe('in a browser, a passkey', () => {
  let server: RunningServer
  let browser: RealBrowser
  let tab: Page
  let user: User

  before(async () => {
    server = await flowServer()
    browser = await startRealBrowser()
    user = await addPerson(server, 'grace@acme.test')
    tab = await browser.newPage()
    const devtools = await tab.context().newCDPSession(tab)
    await devtools.send('WebAuthn.enable')
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
  })
  after(() => browser.close())

  const go = (path: string) => tab.goto(`${server.url}${path}`)
  const press = (name: string) => tab.getByRole('button', { name, exact: true }).click()
  const amr = async () => {
    const sessions = server.db.selectFrom('session').select('amr').where('user_id', '=', user.id)
    return (await sessions.orderBy('authenticated_at').execute()).map((row) => row.amr).at(-1)
  }

  async function typePassword() {
    await tab.getByLabel('E-mail or username').fill(user.login)
    await tab.getByLabel('Password').fill(PASSWORD)
    await press('Sign in')
  }

  test('is added on the account page', async () => {
    await go('/login?return_to=/account/factors')
    assert.equal(await tab.getByRole('button', { name: 'Sign in with a passkey' }).count(), 0)
    await typePassword()
    await tab.getByRole('link', { name: 'Add a passkey' }).click()
    await tab.getByLabel('A name for it, if you have several').fill('Laptop')
    assert.deepEqual(await accessibilityFaults(tab), [])
    await screenshot(tab, 'passkey-add')
    await press('Add it')
    await tab.getByRole('link', { name: 'I have kept them' }).click()
    await tab.getByText('Laptop', { exact: true }).waitFor()
    assert.deepEqual(await accessibilityFaults(tab), [])
    await screenshot(tab, 'passkey-listed')
  })

  test('is a second factor after the password', async () => {
    await tab.context().clearCookies()
    // The screen without the offer at the username's field, which this authenticator takes at once.
    await tab.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = undefined')
    await go('/login?return_to=/account')
    await screenshot(tab, 'passkey-login')
    assert.deepEqual(await accessibilityFaults(tab), [])
    await typePassword()
    await tab.getByRole('heading', { name: 'Use your passkey' }).waitFor()
    assert.deepEqual(await accessibilityFaults(tab), [])
    await screenshot(tab, 'passkey-second')
    await press('Use a passkey')
    await tab.waitForURL(`${server.url}/account`)
    assert.deepEqual(JSON.parse((await amr()) ?? ''), ['pwd', 'hwk', 'mfa'])
  })

  test('signs in alone, and no more once it is removed', async () => {
    await tab.context().clearCookies()
    await go('/login?return_to=/account/factors')
    await press('Sign in with a passkey')
    await tab.waitForURL(`${server.url}/account/factors`)
    assert.deepEqual(JSON.parse((await amr()) ?? ''), ['hwk', 'user', 'mfa'])
    const { id } = await addPerson(server, 'other@acme.test')
    await tab.context().clearCookies()
    await go('/login?return_to=/account/factors')
    // Removed while the screen is open: the device still has it, and it is nobody's here.
    await server.db.updateTable('passkey').set({ user_id: id, credential_id: 'other' }).execute()
    await press('Sign in with a passkey')
    await tab.getByText('This passkey cannot be used here').waitFor()
    await screenshot(tab, 'passkey-refused')
  })
})
