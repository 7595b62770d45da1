import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { Page } from '@playwright/test'
import { type ConsoleBench, isClean, OWNER, startConsoleBench } from './support/console.ts'
import { screenshot } from './support/real-browser.ts'

let bench: ConsoleBench
let page: Page
let url: string

before(async () => {
  bench = await startConsoleBench()
  const server = await bench.start('Acme')
  url = server.url
  page = await bench.open(server)
})
after(() => bench.close())

test('the audit log is filtered by its address, tells before and after, and is checked', async () => {
  await page.goto(`${url}/console/settings`)
  await page.getByLabel('Name').fill('Acme Tools')
  await page.getByLabel('People may change what they are called').uncheck()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('not saved yet').waitFor({ state: 'detached' })
  await page.goto(`${url}/console/audit-log?type=organization.`)
  await page.getByRole('button', { name: /Details of organization.lifecycle.update/ }).click()
  await page.getByRole('cell', { name: 'Acme Tools' }).waitFor()
  await page.getByText('settings.changeOwnNames').waitFor()
  assert.ok((await page.getByRole('link', { name: OWNER }).count()) > 0)
  assert.equal(await page.getByText('user.session.start').count(), 0)
  await page.getByRole('button', { name: 'Check the chain' }).click()
  await page.getByText(/Chain intact up to number \d/).waitFor()
  await screenshot(page, 'audit-log-wide')
  await isClean(page)
  await page.getByRole('button', { name: 'Only by this one' }).click()
  await page.waitForURL(/actor=usr_/)
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Export CSV' }).click()
  assert.match((await download).suggestedFilename(), /^acme-events-.*\.csv$/)
})

test('a webhook is set up, tells its secret once, and is tried', async () => {
  const receiver = createServer((_, response) => response.writeHead(204).end())
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  after(() => receiver.close())
  await page.goto(`${url}/console/audit-log/webhook`)
  const address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  await page.getByLabel('Address').fill(address)
  await page.getByRole('button', { name: 'Add the webhook' }).click()
  await page.getByText(/^whsec_/).waitFor()
  await page.getByRole('button', { name: 'Send a test event' }).click()
  await page.getByText('The receiver took it.').waitFor()
  await screenshot(page, 'webhook-wide')
  await isClean(page)
  await page.setViewportSize({ width: 390, height: 844 })
  await page.emulateMedia({ colorScheme: 'dark' })
  await screenshot(page, 'webhook-narrow')
  await page.goto(`${url}/console/audit-log`)
  await page.getByRole('button', { name: /Details of event_hook.created/ }).click()
  await screenshot(page, 'audit-log-narrow')
  await isClean(page)

  const stranger = await bench.newPage()
  await stranger.goto(`${url}/login`)
  await stranger.locator('[name=login]').fill(OWNER)
  await stranger.locator('[name=password]').fill('a guess')
  await stranger.locator('[name=password]').press('Enter')
  const code = (await stranger.locator('code').first().textContent()) ?? ''
  await page.goto(`${url}/console/audit-log?outcome=failure`)
  await page.getByRole('button', { name: 'Details of user.session.start' }).click()
  // Its table is wider than the screen.
  await isClean(page)
  await page.getByRole('link', { name: code }).click()
  await page.getByRole('heading', { name: `Sign-in ${code}` }).waitFor()
})
