import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from '@playwright/test'
import { type Demo, startDemo } from './support/demo.ts'
import { signInByPassword, stopAt, watchForErrors } from './support/journey.ts'
import { type RealBrowser, startRealBrowser } from './support/real-browser.ts'

// The whole of the guide "Sign in with Okta", in a real browser against the real demo: what a
// person sees at either end, with pictures of every stop in artifacts/journey/.

const CODE = /[A-Z0-9]{4}-[A-Z0-9]{4}/

let demo: Demo
let chromium: RealBrowser
let errors: string[] = []

before(async () => {
  ;[demo, chromium] = await Promise.all([startDemo(), startRealBrowser()])
})
after(async () => {
  await chromium.close()
  await demo.stop()
})

async function newPerson(): Promise<Page> {
  const page = await chromium.newPage()
  page.setDefaultTimeout(10_000)
  errors = watchForErrors(page)
  return page
}

async function leave(page: Page): Promise<void> {
  await page.context().close()
  assert.deepEqual(errors, [])
}

const signInWithOkta = (page: Page) => page.getByRole('link', { name: 'Sign in with Okta' }).click()

test('the button leads to Okta, and signing in there leads back, signed in', async () => {
  const page = await newPerson()
  await page.goto(demo.acme)
  assert.equal(page.url(), `${demo.acme}/login`)
  await stopAt(page, '01-acme-login')

  await signInWithOkta(page)
  assert.ok(page.url().startsWith(`${demo.okta}/login`), page.url())
  await page.getByText('to continue to Acme Tools').waitFor()
  await stopAt(page, '02-okta-login')

  await signInByPassword(page, 'ada@acme.test', 'a wrong password')
  await page.getByRole('alert').waitFor()
  assert.equal(await page.getByLabel('E-mail or username').inputValue(), 'ada@acme.test')
  await stopAt(page, '03-okta-wrong-password')

  await signInByPassword(page, 'ada@acme.test', demo.password)
  await page.waitForURL(`${demo.acme}/`)
  await page.getByText('Ada Adams').waitFor()
  await stopAt(page, '04-acme-dashboard')

  await page.getByRole('link', { name: 'Ada Adams' }).click()
  await page.getByText('ada@acme.test').first().waitFor()
  await stopAt(page, '05-acme-account')
  await leave(page)
})

test('the tile at Okta signs in to Acme Tools without a further question', async () => {
  const page = await newPerson()
  await page.goto(demo.okta)
  await signInByPassword(page, 'grace@acme.test', demo.password)
  await page.getByRole('link', { name: 'Acme Tools' }).waitFor()
  await stopAt(page, '06-okta-dashboard')
  await page.getByRole('link', { name: 'Acme Tools' }).click()
  await page.waitForURL(`${demo.acme}/`)
  await page.getByText('Grace Green').waitFor()
  await leave(page)
})

test('signing out ends it, here and at Okta, and signs nobody straight in again', async () => {
  const page = await newPerson()
  await page.goto(demo.acme)
  await signInWithOkta(page)
  await signInByPassword(page, 'ada@acme.test', demo.password)
  await page.waitForURL(`${demo.acme}/`)

  await page.goto(`${demo.acme}/logout`)
  await stopAt(page, '07-acme-sign-out')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor()
  assert.ok(page.url().startsWith(`${demo.acme}/logged-out`), page.url())
  await stopAt(page, '08-acme-signed-out')

  await page.getByRole('link', { name: 'Sign in again' }).click()
  await page.getByRole('heading', { name: 'Sign in to Acme Tools' }).waitFor()
  await stopAt(page, '09-acme-login-again')
  await signInWithOkta(page)
  await page.getByLabel('Password').waitFor()
  await leave(page)
})

test('Expenses goes through Acme Tools and Okta and back, and shows who came', async () => {
  const page = await newPerson()
  await page.goto(demo.expenses)
  await page.getByText('to continue to Expenses').waitFor()
  await stopAt(page, '10-acme-login-for-expenses')
  await signInWithOkta(page)
  await signInByPassword(page, 'ada@acme.test', demo.password)
  await page.waitForURL(`${demo.expenses}/`)
  await page.getByRole('heading', { name: 'Hello, Ada Adams' }).waitFor()
  const shown = (await page.locator('pre').textContent()) ?? ''
  const claims: Record<string, unknown> = JSON.parse(shown)
  assert.equal(claims.iss, demo.acme)
  assert.equal(claims.email, 'ada@acme.test')
  assert.deepEqual(claims.groups, ['engineering'])
  await stopAt(page, '11-expenses')

  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor()
  await page.goto(demo.expenses)
  await page.getByText('to continue to Expenses').waitFor()
  await leave(page)
})

for (const [end, stop] of [
  ['okta', '12-okta-deactivated'],
  ['acme', '13-acme-deactivated'],
] as const) {
  test(`the deactivated person is refused at ${end}, with a code that tells an administrator why`, async () => {
    const page = await newPerson()
    await page.goto(demo[end])
    await signInByPassword(page, 'linus@acme.test', demo.password)
    await assertRefused(page, 'This account is not active')
    await stopAt(page, stop)
    await leave(page)
  })
}

test('a person whom Okta lets in and Acme Tools does not is told so, and the session they had is over', async () => {
  const page = await newPerson()
  await page.goto(demo.acme)
  await signInWithOkta(page)
  await signInByPassword(page, 'grace@acme.test', demo.password)
  await page.waitForURL(`${demo.acme}/`)

  const organization = ['--organization', 'acme']
  const { code, stderr } = await demo.latchkey(
    'user',
    'deactivate',
    'grace@acme.test',
    ...organization,
  )
  assert.equal(code, 0, stderr)
  await page.reload()
  await page.getByRole('heading', { name: 'Sign in to Acme Tools' }).waitFor()
  await signInWithOkta(page)
  await assertRefused(page, 'This account is not active')
  await stopAt(page, '14-acme-deactivated-through-okta')

  // Okta still has Grace's session: it must be asked anew, or nobody else could ever sign in here.
  await page.getByRole('link', { name: 'Sign in as somebody else' }).click()
  await page.getByRole('heading', { name: 'Sign in to Acme Tools' }).waitFor()
  await signInWithOkta(page)
  await signInByPassword(page, 'ada@acme.test', demo.password)
  await page.waitForURL(`${demo.acme}/`)

  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor()
  await leave(page)
})

async function assertRefused(page: Page, heading: string): Promise<void> {
  await page.getByRole('heading', { name: heading }).waitFor()
  const code = CODE.exec((await page.locator('figure').textContent()) ?? '')?.[0] ?? ''
  const { stdout, stderr } = await demo.latchkey('trace', code)
  assert.match(stdout, /✗/, `no failed step under ${code}: ${stderr}`)
}
