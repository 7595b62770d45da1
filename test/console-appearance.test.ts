import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from '@playwright/test'
import { findOrganization } from '../src/core/organizations/organization-store.ts'
import { type ConsoleBench, isClean, startConsoleBench } from './support/console.ts'
import { bytesOf, PNG } from './support/pictures.ts'
import type { RunningServer } from './support/running-server.ts'

describe('the appearance screen', () => {
  let bench: ConsoleBench
  let server: RunningServer
  let page: Page
  before(async () => {
    bench = await startConsoleBench()
    server = await bench.start('Acme Tools')
    page = await bench.open(server)
    await page.getByRole('link', { name: 'Appearance' }).click()
  })
  after(() => bench.close())

  const preview = () => page.frameLocator('iframe[title="The login screen"]')
  const inFrame = (expression: string) =>
    page.frames().at(-1)?.waitForFunction(expression) ?? assert.fail('there is no preview')

  test('shows the login screen as it will be, while it is typed', async () => {
    await preview().getByText('Sign in to Acme Tools').waitFor()
    await page.getByLabel('Heading').fill('Welcome back')
    await preview().getByText('Welcome back').waitFor()
    await page
      .getByRole('group', { name: 'Logo' })
      .locator('..')
      .locator('input[type=file]')
      .setInputFiles({ name: 'acme.png', mimeType: 'image/png', buffer: bytesOf(PNG) })
    await preview().locator('img.logo').waitFor()
    await inFrame('document.querySelector("img.logo")?.naturalWidth === 12')
    await isClean(page)
  })

  test('a colour that cannot be read is refused as it is typed, and the nearest is offered', async () => {
    await page.getByLabel(/^Colour(changed)?$/).fill('#ffd400')
    await page.getByText('has a contrast of 1.').waitFor()
    await isClean(page)
    await page.getByRole('button', { name: /^Use #/ }).click()
    await page.getByText('has a contrast of 1.').waitFor({ state: 'hidden' })
    const chosen = await page.getByLabel(/^Colour(changed)?$/).inputValue()
    const brass = 'getComputedStyle(document.documentElement).getPropertyValue("--brass")'
    await inFrame(`${brass} === '${chosen}'`)
  })

  test('dark and desktop are a click away, and what is saved is what was shown', async () => {
    const preview = page.getByRole('region', { name: 'Preview' })
    await preview.getByText('Dark', { exact: true }).click()
    await preview.getByText('Desktop', { exact: true }).click()
    await inFrame('innerWidth === 1024')
    const ground = 'getComputedStyle(document.body).backgroundColor'
    await inFrame(`${ground} === 'rgb(20, 23, 26)'`)
    await isClean(page)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Save' }).waitFor({ state: 'hidden' })
    const saved = await findOrganization(server.db, server.organization.id)
    const { logo, heading } = saved?.settings.appearance ?? {}
    assert.match(logo ?? '', /^pic_/)
    assert.equal(heading, 'Welcome back')
  })
})
