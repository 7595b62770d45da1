import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from '@playwright/test'
import { addConnection } from './support/admin-world.ts'
import { type ConsoleBench, isClean, startConsoleBench } from './support/console.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'
import { screenshot } from './support/real-browser.ts'
import type { RunningServer } from './support/running-server.ts'

let bench: ConsoleBench
let server: RunningServer
let page: Page
let provider: MisbehavingProvider

before(async () => {
  bench = await startConsoleBench()
  server = await bench.start('Acme Okta')
  provider = await startMisbehavingProvider()
  const { issuer, wellKnownUrl } = provider
  await addConnection(server, 'okta', { issuer, wellKnownUrl })
  page = await bench.open(server)
})
after(async () => {
  await bench.close()
  await provider.close()
})

test('a connection says how its provider is doing, and looks when it is asked to', async () => {
  await page.goto(`${server.url}/console/connections`)
  await page.getByText('Not looked at yet').waitFor()
  await page.getByRole('link', { name: 'Okta' }).click()
  const fact = (name: string) => page.getByRole('row', { name })
  await page.getByRole('button', { name: 'Probe now' }).click()
  await fact('State Up').waitFor()
  await fact('Clock Agrees with ours').waitFor()
  await isClean(page)
  await screenshot(page, 'console/health-up-wide-light')

  await provider.stop()
  for (const _ of [1, 2]) await page.getByRole('button', { name: 'Probe now' }).click()
  await fact('State Down').waitFor()
  await page.getByText('Nothing listens there.').waitFor()
  await isClean(page)
  const picture = (name: string) => screenshot(page, `console/${name}`)
  await picture('health-down-wide-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 390, height: 900 })
  await picture('health-down-narrow-dark')
  await page.goto(`${server.url}/console/connections`)
  await page.getByText('Down', { exact: true }).waitFor()
  await picture('connections-down-narrow-dark')
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.emulateMedia({ colorScheme: 'light' })
  await picture('connections-down-wide-light')
  assert.equal(await page.getByText('Not looked at yet').count(), 0)
})

test('a connection is given to its provider for provisioning: an address, and tokens that are shown once', async () => {
  await page.goto(`${server.url}/console/connections`)
  await page.getByRole('link', { name: 'Okta' }).click()
  const part = page.locator('section', { has: page.getByRole('heading', { name: 'Provisioning' }) })
  await part.getByText('It has told of nobody yet.').waitFor()
  await part.getByText(`${server.url}/scim/v2`, { exact: true }).waitFor()
  await part.getByLabel('Name of the token').fill('Okta, this year')
  await part.getByRole('button', { name: 'Make a token' }).click()
  await part.getByText('It is shown this once.').waitFor()
  const token = (await part.getByText(/^lkp_/).innerText()).trim()
  const headers = { authorization: `Bearer ${token}` }
  const users = await fetch(`${server.url}/scim/v2/Users`, { headers })
  assert.equal(users.status, 200)
  await isClean(page)
  await screenshot(page, 'console/provisioning-wide-light')
  await part.getByRole('button', { name: 'I have copied it' }).click()
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 390, height: 900 })
  await screenshot(page, 'console/provisioning-narrow-dark')

  await part.getByRole('button', { name: 'Revoke Okta, this year' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill('Okta, this year')
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke Okta, this year' }).click()
  await part.getByRole('button', { name: 'Make a token' }).waitFor()
  assert.equal((await fetch(`${server.url}/scim/v2/Users`, { headers })).status, 401)
})
