import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import type { BrowserContext, Page } from '@playwright/test'
import { type Demo, startDemo } from './support/demo.ts'
import { startHangingServer } from './support/hanging-server.ts'
import { signInByPassword, stopAt, watchForErrors } from './support/journey.ts'
import { freePortTriple, startLatchkey } from './support/latchkey-process.ts'
import { type RealBrowser, startRealBrowser } from './support/real-browser.ts'

// What goes wrong between a browser and two servers on an ordinary morning, and that none of it
// leaves a person at a page that says nothing.

const CODE = /^[A-Z0-9]{4}-[A-Z0-9]{4}$/

let demo: Demo
let chromium: RealBrowser
let context: BrowserContext
let errors: string[]
const toStop: (() => Promise<unknown>)[] = []

before(async () => {
  ;[demo, chromium] = await Promise.all([startDemo(), startRealBrowser()])
})
after(async () => {
  await chromium.close()
  for (const stop of toStop) await stop()
  await demo.stop()
})

/** A person's browser for one test, in which nothing may be complained about. */
function inBrowser(title: string, run: (page: Page) => Promise<void>, javaScriptEnabled = true) {
  test(title, async () => {
    context = await chromium.newContext({ javaScriptEnabled })
    const page = await newTab()
    errors = watchForErrors(page)
    await run(page)
    await context.close()
    assert.deepEqual(errors, [])
  })
}

async function newTab(): Promise<Page> {
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  return page
}

const oktaButton = (page: Page) => page.getByRole('link', { name: 'Sign in with Okta' })
const heading = (page: Page, name: string) => page.getByRole('heading', { name }).waitFor()
const signIn = (page: Page) => signInByPassword(page, 'ada@acme.test', demo.password)

async function openOkta(page: Page, at = demo.acme): Promise<void> {
  await page.goto(at)
  await oktaButton(page).click()
  await heading(page, 'Sign in to Acme Okta')
}

inBrowser(
  'without script: signing in through Okta, the tile, Expenses and signing out',
  async (page) => {
    await openOkta(page)
    await signIn(page)
    await page.waitForURL(`${demo.acme}/`)
    await page.getByRole('link', { name: 'Expenses' }).click()
    await heading(page, 'Hello, Ada Adams')
    await page.goto(demo.okta)
    await page.getByRole('link', { name: 'Acme Tools' }).click()
    await page.waitForURL(`${demo.acme}/`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await heading(page, 'You are signed out')
  },
  false,
)

inBrowser('a double click on the buttons signs in once', async (page) => {
  await page.goto(demo.acme)
  await oktaButton(page).dblclick()
  await heading(page, 'Sign in to Acme Okta')
  await page.getByLabel('E-mail or username').fill('ada@acme.test')
  await page.getByLabel('Password').fill(demo.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).dblclick()
  await page.waitForURL(`${demo.acme}/`)
  await page.getByText('Ada Adams').waitFor()
})

inBrowser(
  'Back and Forward through a sign-in end signed in, or at a page that says so',
  async (page) => {
    await openOkta(page)
    await page.goBack()
    await heading(page, 'Sign in to Acme Tools')
    await page.goForward()
    await heading(page, 'Sign in to Acme Okta')
    await signIn(page)
    await page.waitForURL(`${demo.acme}/`)

    await page.goBack()
    await page.waitForLoadState()
    await page.goForward()
    await page.goto(demo.acme)
    await page.getByText('Ada Adams').waitFor()
  },
)

inBrowser('the way back opened a second time signs nobody in, and says why', async (page) => {
  const callbacks: string[] = []
  page.on('request', (request) => {
    if (request.url().startsWith(`${demo.acme}/sso/openid?`)) callbacks.push(request.url())
  })
  await openOkta(page)
  await signIn(page)
  await page.waitForURL(`${demo.acme}/`)
  await page.context().clearCookies()
  await page.goto(callbacks[0] ?? assert.fail('no callback was seen'))
  await heading(page, 'This sign-in cannot be finished')
  await stopAt(page, '20-callback-twice')
})

inBrowser('two tabs sign in at once, and both arrive', async (first) => {
  const second = await newTab()
  await openOkta(first)
  await openOkta(second, demo.expenses)
  await signIn(first)
  await first.waitForURL(`${demo.acme}/`)
  await signIn(second)
  await heading(second, 'Hello, Ada Adams')
  assert.equal(second.url(), `${demo.expenses}/`)
})

inBrowser(
  "Acme's cookies lost on the way end at a page with a code, and trying again works",
  async (page) => {
    await openOkta(page)
    await page.context().clearCookies({ name: /attempt/ })
    await signIn(page)
    await heading(page, 'This sign-in cannot be finished')
    assert.ok(page.url().startsWith(`${demo.acme}/sso/openid`), page.url())
    await page.getByText(CODE).waitFor()
    await stopAt(page, '21-cookies-lost')
    await page.getByRole('link', { name: 'Try again' }).click()
    await oktaButton(page).click()
    await page.waitForURL(`${demo.acme}/`)
    await page.getByText('Ada Adams').waitFor()
  },
)

inBrowser(
  "Okta's cookies lost on the way end at a page with a code, and its button leads on",
  async (page) => {
    await openOkta(page)
    await page.context().clearCookies()
    await signIn(page)
    await heading(page, 'This sign-in cannot go on')
    await page.getByText(CODE).waitFor()
    await stopAt(page, '23-okta-cookies-lost')
    // The password was right, so Okta has a session by now, and the tile goes the rest of the way.
    await page.getByRole('link', { name: 'Go to your applications' }).click()
    await page.getByRole('link', { name: 'Acme Tools' }).click()
    await page.waitForURL(`${demo.acme}/`)
  },
)

inBrowser(
  'a provider that does not answer is told of within 6 seconds, and passwords go on',
  async (page) => {
    const hanging = await startHangingServer()
    toStop.push(hanging.close)
    const url = await serveWith(hanging.url)
    await page.goto(url)
    const start = performance.now()
    await oktaButton(page).click({ timeout: 10_000 })
    await heading(page, 'Okta does not answer')
    const took = performance.now() - start
    assert.ok(took < 6_000, `${took} ms`)
    await stopAt(page, '22-provider-down')
    await page.getByRole('link', { name: 'Try again' }).click()
    await signIn(page)
    await page.getByText('Ada Adams').waitFor()
  },
)

/** Acme Tools alone, started while its provider is silent. */
async function serveWith(provider: string) {
  const port = await freePortTriple()
  const url = `http://localhost:${port}`
  const ada = { login: 'ada@acme.test', password: demo.password, profile: { name: 'Ada Adams' } }
  const okta = {
    slug: 'okta',
    name: 'Okta',
    wellKnownUrl: `${provider}/.well-known/openid-configuration`,
    clientId: 'acme',
    clientSecret: 'a secret that nobody will ask for',
  }
  const file = path.join(demo.folder, 'alone.yaml')
  const organization = { slug: 'acme', name: 'Acme Tools', url, users: [ada], connections: [okta] }
  // YAML takes JSON as it is.
  const config = { listen: [port], database: 'sqlite::memory:', organizations: [organization] }
  writeFileSync(file, JSON.stringify(config))
  const args = ['serve', '--config', file]
  const running = await startLatchkey(args, { cwd: demo.folder }, /"msg":"ready"/)
  toStop.unshift(running.stop)
  return url
}
