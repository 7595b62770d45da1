import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Locator, Page } from '@playwright/test'
import { type ConsoleBench, isClean, OWNER, signIn, startConsoleBench } from './support/console.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'

let bench: ConsoleBench
let server: RunningServer

before(async () => {
  bench = await startConsoleBench()
  server = await bench.start('Acme Tools')
  for (let n = 0; n < 60; n++) {
    const profile = { givenName: 'Person', familyName: String(n).padStart(2, '0') }
    await addPerson(server, `person-${n}@acme.test`, { profile })
  }
})
after(() => bench.close())

const button = (page: Page | Locator, name: string) => page.getByRole('button', { name })
const screen = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 })

describe('a session that has ended', () => {
  /** In the tab that opens for it, as the person who sits there. */
  async function signInAgain(page: Page, ask: () => Promise<void>): Promise<void> {
    const opening = page.context().waitForEvent('page')
    await ask()
    await signIn(await opening, OWNER)
  }

  test('does not lose what was typed: it is saved after signing in again', async () => {
    const page = await bench.open(server)
    await page.goto(`${server.url}/console/settings`)
    await page.getByLabel('Name').fill('Acme and Sons')
    await page.context().clearCookies()
    await button(page, 'Save').click()
    const dialog = page.getByRole('dialog', { name: 'Sign in again to go on' })
    await dialog.getByText('Your session has ended.').waitFor()
    await isClean(page)
    await button(dialog, 'Not now').click()
    const note = page.getByRole('alert')
    await note.getByText('Your session has ended.').waitFor()

    await button(page, 'Save').click()
    await signInAgain(page, () => button(dialog, 'Sign in again').click())
    await page.getByText('not saved yet').waitFor({ state: 'hidden' })
    await page.reload()
    assert.equal(await page.getByLabel('Name').inputValue(), 'Acme and Sons')
  })

  test('is told where a list stood, with a way back to it', async () => {
    const page = await bench.open(server)
    await page.getByRole('link', { name: 'People', exact: true }).click()
    await page.getByText('Person 00').waitFor()
    await page.context().clearCookies()
    await page.getByRole('searchbox').fill('Person 59')
    const note = page.getByRole('alert')
    await note.getByText('Your session has ended.').waitFor()
    await button(note, 'Sign in again').click()
    const dialog = page.getByRole('dialog')
    await signInAgain(page, () => button(dialog, 'Sign in again').click())
    await page.getByText('person-59@acme.test').waitFor()
    assert.equal(await note.count(), 0)
  })

  test('leads to the login screen from a screen that was not open yet, and back', async () => {
    const page = await bench.open(server)
    await page.context().clearCookies()
    await page.getByRole('link', { name: 'Groups' }).click()
    await screen(page, 'This screen could not be shown').waitFor()
    await isClean(page)
    await button(page, 'Load again').click()
    await signIn(page, OWNER)
    await screen(page, 'Groups').waitFor()
  })
})

test('what is refused is said where the button is, however long the form', async () => {
  const page = await bench.open(server)
  await page.goto(`${server.url}/console/settings`)
  await page.getByRole('checkbox', { name: 'Sign in with a password' }).uncheck()
  await button(page, 'Save').click()
  const note = await page.getByRole('alert').boundingBox()
  const bottom = page.viewportSize()?.height ?? 0
  assert.ok(note && note.y > 0 && note.y + note.height < bottom, 'it stands outside the window')
  await isClean(page)
})

for (const width of ['wide', 'narrow'] as const) {
  test(`a field that is refused is seen with what is wrong, above the bar that says so too: ${width}`, async () => {
    const page = await bench.open(server, { width })
    const { id } = await addApplication(server, {
      settings: { redirectUris: ['https://app.example.com/callback'] },
    })
    await page.goto(`${server.url}/console/applications/${id}`)
    const field = page.getByLabel('Back-channel logout URI')
    await field.fill('nowhere')
    await page.evaluate('scrollTo(0, 0)')
    await button(page, 'Save').click()
    await page.locator('.save-bar').getByRole('alert').waitFor()
    const words = page.locator(`[id="${await field.getAttribute('id')}-error"]`)
    await words.waitFor()
    await page.locator('[aria-invalid=true]:focus').waitFor()
    const bar = await page.locator('.save-bar').boundingBox()
    const told = await words.boundingBox()
    assert.ok(bar && told && told.y + told.height <= bar.y, 'the bar hides what is wrong')
  })
}

test('a server that does not answer is told in the screen that asked, under its own title', async () => {
  const gone = await bench.start('Acme Tools')
  for (let n = 0; n < 60; n++) await addPerson(gone, `person-${n}@acme.test`)
  const page = await bench.open(gone)
  await page.getByRole('link', { name: 'People', exact: true }).click()
  await page.locator('.list-row', { hasText: OWNER }).getByRole('link').click()
  await page.getByRole('link', { name: '← People' }).click()
  await page.getByText('person-0@acme.test').waitFor()
  await page.route('**/api/**', (route) => route.abort())

  await button(page, 'Show more').click()
  const note = page.getByRole('alert')
  await note.getByText('The server does not answer.').waitFor()
  assert.equal(await page.getByText('person-0@acme.test').count(), 1)

  await page.locator('.list-row', { hasText: 'person-1@acme.test' }).getByRole('link').click()
  await screen(page, 'This could not be shown').waitFor()
  await isClean(page)
  assert.equal(await page.title(), 'This could not be shown · Acme Tools')
  await page.unroute('**/api/**')
  await button(page, 'Try again').click()
  await page.getByText('person-1@acme.test').first().waitFor()
})

test('a part that this application or this server does not have is no screen', async () => {
  const page = await bench.open(server)
  const { id } = await addApplication(server, { type: 'service' })
  await page.getByRole('link', { name: 'Authorization servers' }).click()
  await page.getByRole('link', { name: 'org' }).click()
  await page.getByRole('tab', { name: 'Token Preview' }).waitFor()
  for (const address of [
    ...['scopes', 'claims', 'policies', 'else'].map((tab) => `${page.url()}/${tab}`),
    `${server.url}/console/applications/${id}/sign-on`,
  ]) {
    await page.goto(address)
    await screen(page, 'There is no such screen').waitFor()
  }
})

describe('on a phone', () => {
  test('the opened menu is all there is, and Escape closes it', async () => {
    const page = await bench.open(server, { width: 'narrow' })
    await button(page, 'Open the menu').click()
    const behind = page.locator('main[inert]')
    await behind.waitFor()
    await isClean(page)
    await page.keyboard.press('Escape')
    await button(page, 'Open the menu').waitFor()
    assert.equal(await behind.count(), 0)
  })

  test('what is pressed is 40 high at least, beside words in a sentence and rows as a whole', async () => {
    const page = await bench.open(server, { width: 'narrow' })
    const { id } = await addApplication(server, {})
    for (const path of [
      ...['people/new', 'people/import', 'settings', 'appearance', 'applications/new', 'sign-ins'],
      ...['connections/new/okta', `applications/${id}`, `applications/${id}/sign-on`, 'nowhere'],
    ]) {
      await page.goto(`${server.url}/console/${path}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
      const low = await page.evaluate(`
        [...document.querySelectorAll('main :is(a:not(p a, .row-link, .mantine-Text-root a), button, summary, [class*=-label][for])')]
          .filter((one) => !one.matches('.mantine-InputWrapper-label') && one.offsetHeight > 0)
          .filter((one) => one.offsetHeight < 40).map((one) => one.outerHTML.slice(0, 120))`)
      assert.deepEqual(low, [], path)
    }
  })
})
