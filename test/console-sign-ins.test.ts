import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { addConnection } from './support/admin-world.ts'
import { createBrowser } from './support/browser.ts'
import { type ConsoleBench, isClean, startConsoleBench } from './support/console.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'
import { authorizeUrl, CALLBACK, CODE, isCallback, open } from './support/provider-flows.ts'
import { screenshot } from './support/real-browser.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'

let bench: ConsoleBench
let server: RunningServer
let provider: MisbehavingProvider

before(async () => {
  bench = await startConsoleBench()
  server = await bench.start('Acme Tools')
  provider = await startMisbehavingProvider()
  const { issuer, wellKnownUrl, clientId, clientSecret } = provider
  const clientSecretSealed = await server.sealer.seal(clientSecret)
  await addConnection(server, 'okta', { issuer, wellKnownUrl, clientId, clientSecretSealed })
  await addPerson(server, 'grace@acme.test')
})
after(async () => {
  await bench.close()
  await provider.close()
})

test('an administrator finds a failed sign-in, and reads what failed, where, and what mends it', async () => {
  const app = await addApplication(server, { label: 'Expenses', settings: CODE })
  /** From the application through the provider, as far as it goes. */
  async function journey(): Promise<void> {
    const browser = createBrowser()
    const screen = await browser.get(authorizeUrl(server, app))
    const returnTo = new URL(screen.url).searchParams.get('return_to') ?? ''
    const query = new URLSearchParams({ return_to: returnTo })
    await browser.get(`${server.url}/login/okta?${query}`, { until: isCallback })
  }
  await journey()
  provider.behave('iss_trailing_slash')
  await journey()
  await open(createBrowser(), authorizeUrl(server, app, { redirect_uri: `${CALLBACK}/` }))
  const mallory = createBrowser()
  const screen = await mallory.get(`${server.url}/login`)
  await mallory.submit(screen, { login: 'grace@acme.test', password: 'wrong' })

  const page = await bench.open(server, { width: 'wide', colorScheme: 'light' })
  await page.getByRole('link', { name: 'Sign-ins' }).click()
  await page.getByText('grace@acme.test').waitFor()
  await isClean(page)
  await screenshot(page, 'console/sign-ins-wide-light')

  await page.locator('.list-row', { hasText: 'owner@acme.test' }).getByRole('link').click()
  await page.getByRole('heading', { name: 'Signing in' }).waitFor()
  await isClean(page)
  await page.goBack()

  await page.getByText('Did not work').click()
  await page.waitForURL(/outcome=unsuccessful/)
  await page.getByLabel('Person').fill('grace')
  await page.waitForURL(/person=grace/)
  await page.getByText('Expenses').first().waitFor({ state: 'hidden' })
  await page.goto(`${server.url}/console/sign-ins?person=nobody-of-that-name`)
  await page.getByText('None found').waitFor()
  assert.equal(await page.getByLabel('Person').inputValue(), 'nobody-of-that-name')
  await isClean(page)

  await page.goto(`${server.url}/console/sign-ins?outcome=unsuccessful`)
  const failed = page.locator('.list-row', { hasText: 'Expenses' })
  for (const [index, name, expected] of [
    [0, 'redirect-uri', CALLBACK],
    [1, 'issuer', provider.issuer],
  ] as const) {
    await failed.nth(index).getByRole('link').click()
    await page.locator('mark').first().waitFor()
    const told = await page.locator('.compared dd').first().textContent()
    assert.ok(told?.includes(expected), told ?? '')
    assert.ok((await page.getByText(/^Failed:/).count()) > 0)
    await page.getByText(name === 'issuer' ? 'In Okta' : 'In the application').waitFor()
    await isClean(page)
    await screenshot(page, `console/sign-in-${name}-wide-light`)
    await page.goBack()
    await page.waitForURL(/outcome=unsuccessful/)
  }
  await page.goto(`${server.url}/console/sign-ins?outcome=unsuccessful`)
  provider.behave()
  await addPerson(server, 'hopper@acme.test')
  provider.signInAs({ sub: 'h-1', email: 'hopper@acme.test', email_verified: true })
  await createBrowser().get(`${server.url}/login/okta`)
  const refused = page.locator('.list-row', { hasText: 'Refused' }).filter({ hasText: /okta/i })
  await refused.first().getByRole('link').click()
  await page.getByRole('button', { name: 'Try other rules' }).click()
  await page.getByRole('combobox', { name: 'Trusted e-mail domains' }).fill('acme.test')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByRole('button', { name: 'See what they decide' }).click()
  await page.getByText('Say which value.').waitFor()
  await page.getByRole('button', { name: 'Remove rule 1' }).click()
  await page.getByRole('button', { name: 'See what they decide' }).click()
  const edited = page.getByRole('group', { name: 'By these rules' })
  await edited.getByText('tied to the connection').waitFor()
  const present = page.getByRole('group', { name: 'By the rules as they are' })
  await present.getByText('The sign-in would be refused.').waitFor()
  await isClean(page)
  await screenshot(page, 'console/what-if-wide-light')
  await page.getByRole('button', { name: 'Open these rules in the connection' }).click()
  await page.getByText('One change is not saved yet.').waitFor()
  await page.getByRole('button', { name: 'Discard' }).click()

  const dark = await bench.open(server, { width: 'narrow', colorScheme: 'dark' })
  await dark.goto(`${server.url}/console/sign-ins`)
  await dark.getByText('grace@acme.test').waitFor()
  await isClean(dark)
  await screenshot(dark, 'console/sign-ins-narrow-dark')
  await dark.locator('.list-row', { hasText: 'Failed' }).last().getByRole('link').click()
  await dark.getByRole('heading', { name: 'Back from the provider' }).waitFor()
  await isClean(dark)
  const overflow = 'document.documentElement.scrollWidth - window.innerWidth'
  assert.ok(Number(await dark.evaluate(overflow)) <= 0, 'scrolls sideways')
  await screenshot(dark, 'console/sign-in-issuer-narrow-dark')

  await page.goto(`${server.url}/console/sign-ins`)
  await page.getByText('grace@acme.test').first().waitFor()
  provider.behave()
  await addPerson(server, 'linus@acme.test')
  await mallory.submit(screen, { login: 'linus@acme.test', password: 'wrong' })
  await page.getByText('linus@acme.test').waitFor()
  await page.goto(`${server.url}/console/sign-ins/BCDF-GHJK`)
  await page.getByRole('heading', { name: 'There is no such thing here' }).waitFor()
  assert.equal(await page.getByRole('button', { name: 'Try again' }).count(), 0)
})
