import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from '@playwright/test'
import { findAuthorizationServer } from '../src/core/authorization-servers/authorization-server-store.ts'
import { type ConsoleBench, isClean, startConsoleBench } from './support/console.ts'
import { screenshot } from './support/real-browser.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'

let bench: ConsoleBench
let server: RunningServer
let path: string

before(async () => {
  bench = await startConsoleBench()
  server = await bench.start('Acme')
  await addPerson(server, 'ada@acme.test')
  await addApplication(server, { settings: { redirectUris: ['https://a.example/cb'] } })
  const { db, organization } = server
  const found = await findAuthorizationServer(db, organization.id, 'default')
  path = `${server.url}/console/authorization-servers/${found?.id}`
})
after(() => bench.close())

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** Saves the open form, and waits until it is gone. */
async function save(page: Page): Promise<void> {
  await button(page, 'Save').click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
}

async function pick(page: Page, label: string, name: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).fill(name)
  await page.getByRole('option', { name }).first().click()
}

test('a scope, a claim and a rule are made on the screens, and the preview tells what they do', async () => {
  const page = await bench.open(server)
  await page.goto(`${path}/scopes`)
  await button(page, 'Add scope').click()
  await page.getByLabel('Name', { exact: false }).first().fill('openid')
  await button(page, 'Save').click()
  await page.getByRole('alert').getByText('Every server has the scope openid').waitFor()
  await page.getByLabel('Name', { exact: false }).first().fill('orders:read')
  await save(page)

  await page.getByRole('tab', { name: 'Claims' }).click()
  await button(page, 'Add claim').click()
  await page.getByRole('dialog').getByLabel('Name').fill('plan')
  await page.getByRole('textbox', { name: 'Text' }).fill('gold')
  await save(page)

  await page.getByRole('tab', { name: 'Access Policies' }).click()
  await button(page, 'Add rule to Default policy').click()
  await page.getByRole('dialog').getByLabel('Name').fill('Orders for ten minutes')
  await page.getByLabel(/^Access tokens live/).fill('10')
  await screenshot(page, 'console/server-rule-wide-light')
  await save(page)
  await button(page, 'Move up Orders for ten minutes').click()
  await button(page, 'Move down Orders for ten minutes').waitFor()

  await page.getByRole('tab', { name: 'Token Preview' }).click()
  await pick(page, 'Application', 'Expenses')
  await pick(page, 'Person', 'ada')
  await button(page, 'Preview tokens').click()
  await page.getByText('The rule “Orders for ten minutes” of the policy “Default policy”').waitFor()
  await page.getByText('"plan": "gold"').waitFor()
  await page.getByText('"email": "ada@acme.test"').waitFor()
  await screenshot(page, 'console/server-previewed-wide-light')

  await page.getByRole('tab', { name: 'Access Policies' }).click()
  const other = 'Everyone who is assigned'
  await button(page, `Delete ${other}`).click()
  await page.getByLabel(/to confirm$/).fill(other)
  await page
    .getByRole('dialog')
    .getByRole('button', { name: `Delete ${other}` })
    .click()
  await page.getByText(other, { exact: true }).waitFor({ state: 'hidden' })
  const row = await findAuthorizationServer(server.db, server.organization.id, 'default')
  assert.deepEqual(
    row?.settings.accessPolicies.map(({ rules }) => rules.map(({ name }) => name)),
    [['Orders for ten minutes']],
  )
})

test('what somebody else changed meanwhile is not written over, and closing asks first', async () => {
  const [mine, other] = [await bench.open(server), await bench.open(server)]
  await mine.goto(`${path}/claims`)
  await button(mine, 'Edit plan').click()
  await mine.getByRole('textbox', { name: 'Text' }).fill('silver')
  await other.goto(`${path}/claims`)
  await button(other, 'Edit plan').click()
  await other.getByRole('textbox', { name: 'Text' }).fill('bronze')
  await save(other)

  await button(mine, 'Save').click()
  await mine.getByRole('dialog').getByRole('alert').waitFor()
  await button(mine, 'Save').click()
  await mine.getByText('Somebody else changed or deleted this meanwhile').waitFor()
  assert.equal(await mine.getByRole('textbox', { name: 'Text' }).inputValue(), 'silver')
  await button(mine, 'Cancel').click()
  await button(mine, 'Discard what I typed').click()
  await mine.getByRole('dialog').waitFor({ state: 'hidden' })
  const { db, organization } = server
  const kept = await findAuthorizationServer(db, organization.id, 'default')
  assert.match(JSON.stringify(kept?.settings.claims), /bronze/)
})

for (const [width, colorScheme] of [
  ['wide', 'light'],
  ['narrow', 'dark'],
] as const) {
  test(`the tabs of a server are clean for axe and fit: ${width}, ${colorScheme}`, async () => {
    const page = await bench.open(server, { width, colorScheme })
    for (const tab of ['scopes', 'claims', 'policies', 'preview']) {
      await page.goto(`${path}/${tab}`)
      await isClean(page)
      const overflow = 'document.documentElement.scrollWidth - window.innerWidth'
      assert.ok(Number(await page.evaluate(overflow)) <= 0, `${tab} scrolls sideways`)
      await screenshot(page, `console/server-${tab}-${width}-${colorScheme}`)
    }
    await page.context().close()
  })
}
