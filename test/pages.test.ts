import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { Page } from '@playwright/test'
import { OKTA_POST_MESSAGE_SCRIPT } from '../src/provider/pages/okta-post-message-page.ts'
import { SIMPLIFIED_POST_SCRIPT } from '../src/provider/pages/simplified-post-page.ts'
import { sendPage } from '../src/web/security-headers.ts'
import { accessibilityFaults, type RealBrowser, startRealBrowser } from './support/real-browser.ts'
import { HOSTILE, PAGES, PAGES_WITH_SCRIPT } from './support/sample-pages.ts'
import { startWebServer, type WebServer } from './support/web-server.ts'

const all = Object.entries({ ...PAGES, ...PAGES_WITH_SCRIPT })

describe('every page, as text', () => {
  for (const [name, page] of all) {
    test(`${name} weighs less than 20 KB with its style sheet`, () => {
      const bytes = Buffer.byteLength(page.toString())
      assert.ok(bytes < 20_000, `${bytes} bytes`)
    })
  }

  for (const [name, page] of Object.entries(PAGES)) {
    test(`${name} has no script but a file of ours, no style beside the sheet, and no hostile value as markup`, () => {
      const unquoted = page.toString().replaceAll(/"[^"]*"/g, '""')
      const all = unquoted.match(/<[a-z][^>]*>/gi) ?? []
      const tags = all.filter((tag) => tag !== '<script src="" defer>')
      assert.ok(!tags.some((tag) => /^<(script|iframe|object|base)|\s(on\w+|style)=/i.test(tag)))
      assert.equal(page.toString().includes(HOSTILE), false)
    })
  }

  const scripts = [
    ['simplified-post', SIMPLIFIED_POST_SCRIPT],
    ['okta-post-message', OKTA_POST_MESSAGE_SCRIPT],
  ] as const
  for (const [name, allowed] of scripts) {
    test(`${name} has one script, always the same, and its data outside of it`, () => {
      const found = [
        ...String(PAGES_WITH_SCRIPT[name]).matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g),
      ]
      assert.equal(found.length, 1)
      assert.equal(`'sha256-${hash('sha256', found[0]?.[1] ?? '', 'base64')}'`, allowed)
    })
  }
})

describe('every page, in a browser', () => {
  let browser: RealBrowser
  let server: WebServer

  before(async () => {
    server = await startWebServer(servePage)
    browser = await startRealBrowser()
  })
  after(async () => {
    await browser.close()
    await server.close()
  })

  for (const [width, colorScheme] of [
    [1280, 'light'],
    [390, 'dark'],
  ] as const) {
    test(`is clean for axe, fits and obeys its policy at ${width}, ${colorScheme}`, async (t) => {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 844 } })
      const tab = await context.newPage()
      const refused: string[] = []
      tab.on('console', (message) => {
        if (/content security policy/i.test(message.text())) refused.push(message.text())
      })
      tab.on('dialog', (dialog) => {
        refused.push(`a script ran: ${dialog.message()}`)
        void dialog.dismiss()
      })
      for (const name of Object.keys(PAGES)) {
        await t.test(name, async () => {
          await tab.goto(`${server.origin}/${name}`)
          assert.deepEqual(await accessibilityFaults(tab), [])
          assert.ok(await fits(tab), 'it scrolls sideways')
          assert.deepEqual(refused, [])
        })
      }
      await context.close()
    })
  }

  test('every page fits a screen of 320', async () => {
    const tab = await browser.newPage({ viewport: { width: 320, height: 640 } })
    for (const name of Object.keys(PAGES)) {
      await tab.goto(`${server.origin}/${name}`)
      assert.ok(await fits(tab), `${name} scrolls sideways`)
    }
    await tab.close()
  })
})

describe('pages used by hand', () => {
  let browser: RealBrowser
  let server: WebServer

  before(async () => {
    server = await startWebServer(servePage)
    browser = await startRealBrowser()
  })
  after(async () => {
    await browser.close()
    await server.close()
  })

  test('the tab key goes through the login screen from top to bottom, and shows where it is', async () => {
    const tab = await browser.newPage({ javaScriptEnabled: true })
    await tab.goto(`${server.origin}/login`)
    const stops: string[] = []
    for (let stop = 0; stop < 5; stop++) {
      await tab.keyboard.press('Tab')
      stops.push(await tab.evaluate(nameOfFocused))
    }
    assert.deepEqual(stops, [
      'Sign in with Okta: 2px solid',
      'login: 2px solid',
      'password: 2px solid',
      'Sign in: 2px solid',
      'Forgot password?: 2px solid',
    ])
    await tab.close()
  })

  test('password managers find the fields, and what was typed is still there', async () => {
    const tab = await browser.newPage({ javaScriptEnabled: false })
    await tab.goto(`${server.origin}/login-error`)
    const login = tab.getByLabel('E-mail or username')
    assert.equal(await login.inputValue(), 'ada@acme.test')
    assert.equal(await login.getAttribute('autocomplete'), 'username')
    const password = tab.getByLabel('Password')
    assert.equal(await password.inputValue(), '')
    assert.equal(await password.getAttribute('autocomplete'), 'current-password')
    assert.equal(await tab.getByRole('alert').count(), 1)
    await tab.close()
  })

  test('the connection used last comes first', async () => {
    const tab = await browser.newPage()
    await tab.goto(`${server.origin}/login-many`)
    assert.equal(await tab.getByRole('link').first().textContent(), 'Sign in with Okta')
    await tab.close()
  })

  test('one click selects the whole code of a failure', async () => {
    const tab = await browser.newPage()
    await tab.goto(`${server.origin}/failure`)
    await tab.getByText('K7QX-2M4P').click()
    assert.equal(await tab.evaluate(selectedText), 'K7QX-2M4P')
    await tab.close()
  })

  test('on a phone what is pressed is 40 high at least, but for words in a sentence', async () => {
    const tab = await browser.newPage({ viewport: { width: 390, height: 844 }, hasTouch: true })
    for (const name of Object.keys(PAGES)) {
      await tab.goto(`${server.origin}/${name}`)
      assert.deepEqual(await tab.evaluate(lowTargets), [], name)
    }
    await tab.goto(`${server.origin}/arrange`)
    assert.equal(await tab.getByText('drag a tile').isVisible(), false, 'a finger does not drag')
    await tab.close()
  })

  test('the organization in the bar leads home, by its logo as by its name', async () => {
    const tab = await browser.newPage()
    await tab.goto(`${server.origin}/account`)
    const logo = await tab.locator('.top .badge').boundingBox()
    const home = tab.waitForRequest(`${server.origin}/`)
    await tab.mouse.click((logo?.x ?? 0) + 2, (logo?.y ?? 0) + 2)
    await home
    await tab.close()
  })

  test('an empty section says so in its middle', async () => {
    const tab = await browser.newPage()
    await tab.goto(`${server.origin}/dashboard-sections`)
    assert.equal(await tab.evaluate(placeOfEmpty), 'flex center center')
    await tab.close()
  })

  test('recovery codes are printed in ink, without what cannot be pressed on paper', async () => {
    const tab = await browser.newPage({ colorScheme: 'dark' })
    for (const name of ['factors-codes', 'factor-codes']) {
      await tab.goto(`${server.origin}/${name}`)
      await tab.emulateMedia({ media: 'print' })
      assert.equal(await tab.evaluate(colourOfCodes), 'rgb(27, 31, 36)')
      assert.equal(await tab.locator('button:visible').count(), 0)
      await tab.emulateMedia({ media: 'screen' })
    }
    await tab.close()
  })
})

function servePage(request: Request): Response {
  const name = new URL(request.url).pathname.slice(1)
  const page = Object.hasOwn(PAGES, name) ? PAGES[name] : undefined
  const scripts = page?.toString().includes('<script src') ? ["'self'"] : []
  return page ? sendPage(page, { scripts }) : new Response(null, { status: 404 })
}

// Written as texts, because they run in the page, whose types this project does not load.
const fits = (tab: Page) =>
  tab.evaluate<boolean>('document.documentElement.scrollWidth <= window.innerWidth')
const lowTargets = `
  [...document.querySelectorAll('a, button, select, summary, .top .brand, label.tick, .picks label, input')]
    .filter((one) => !one.matches('p a:not(.alone), .brand a, [type=hidden], [type=radio], [type=checkbox]'))
    .filter((one) => one.offsetHeight > 0 && one.offsetHeight < 40).map((one) => one.outerHTML)`
const placeOfEmpty = `(() => {
  const { display, alignItems, justifyContent } = getComputedStyle(document.querySelector('.tiles:empty'))
  return display + ' ' + alignItems + ' ' + justifyContent
})()`
const colourOfCodes = `getComputedStyle(document.querySelector('.codes li')).color`
const selectedText = 'getSelection().toString().trim()'
const nameOfFocused = `(() => {
  const focused = document.activeElement
  const { outlineWidth, outlineStyle } = getComputedStyle(focused)
  return (focused.name || focused.textContent) + ': ' + outlineWidth + ' ' + outlineStyle
})()`
