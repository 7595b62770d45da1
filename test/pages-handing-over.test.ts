// The pages that hand something to another origin, in a real browser under their own policies.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from '@playwright/test'
import { loginPage } from '../src/login/pages/login-page.ts'
import {
  OKTA_POST_MESSAGE_SCRIPT,
  oktaPostMessagePage,
} from '../src/provider/pages/okta-post-message-page.ts'
import {
  SIMPLIFIED_POST_SCRIPT,
  simplifiedPostPage,
} from '../src/provider/pages/simplified-post-page.ts'
import { type PageOptions, sendPage } from '../src/web/security-headers.ts'
import { type RealBrowser, startRealBrowser } from './support/real-browser.ts'
import { HOSTILE } from './support/sample-pages.ts'
import { startWebServer, type WebServer } from './support/web-server.ts'

const organization = { name: 'Acme Tools' }
const message = { code: 'abc', state: `</script><!--${HOSTILE}\u2028\u2029\\` }

describe('handing an answer to an application on another origin', () => {
  let browser: RealBrowser
  let ours: WebServer
  let application: WebServer
  let stranger: WebServer

  before(async () => {
    application = await startWebServer(answerAsApplication)
    stranger = await startWebServer(answerAsApplication)
    ours = await startWebServer((request) => answerAsProvider(request, application.origin))
    browser = await startRealBrowser()
  })
  after(async () => {
    await browser.close()
    await Promise.all([ours.close(), application.close(), stranger.close()])
  })

  for (const way of ['frame', 'popup'] as const) {
    test(`okta_post_message reaches the application from a ${way}, letter by letter`, async () => {
      const tab = await browser.newPage()
      await tab.goto(`${application.origin}/${way}?from=${ours.origin}/message`)
      await tab.locator('#received').waitFor()
      const received = JSON.parse((await tab.locator('#received').textContent()) ?? '')
      assert.deepEqual(received, { origin: ours.origin, data: message })
      await tab.close()
    })
  }

  test('a stranger who frames the answer gets nothing', async () => {
    const tab = await browser.newPage()
    const refused = tab.waitForEvent('console', (line) => /frame-ancestors/.test(line.text()))
    await tab.goto(`${stranger.origin}/frame?from=${ours.origin}/message`)
    await refused
    assert.equal(await tab.locator('#received').count(), 0)
    await tab.close()
  })

  for (const javaScriptEnabled of [true, false]) {
    test(`a posted ID token arrives ${javaScriptEnabled ? 'by itself' : 'by the button, without script'}`, async () => {
      const tab = await browser.newPage({ javaScriptEnabled })
      await tab.goto(`${ours.origin}/post`)
      if (!javaScriptEnabled) await tab.getByRole('button', { name: 'Continue' }).click()
      await tab.waitForURL(`${application.origin}/posted`)
      const posted = new URLSearchParams((await tab.locator('#body').textContent()) ?? '')
      assert.equal(posted.get('id_token'), 'e.y.j')
      assert.equal(posted.get('state'), HOSTILE)
      await tab.close()
    })
  }

  // Why `formsLeadTo: 'anywhere'` exists: with `here` Chromium signs nobody in to anything.
  test('a form that must stay here is not followed to another origin', async () => {
    const tab = await browser.newPage()
    await tab.goto(`${ours.origin}/login?forms=here`)
    const refused = tab.waitForEvent('console', (line) => /form-action/.test(line.text()))
    await signIn(tab)
    await refused
    assert.equal(new URL(tab.url()).origin, ours.origin)
    await tab.close()
  })

  test('after the password the browser follows redirects to the application', async () => {
    const tab = await browser.newPage()
    await tab.goto(`${ours.origin}/login?forms=anywhere`)
    await signIn(tab)
    await tab.waitForURL(`${application.origin}/posted`)
    await tab.close()
  })

  test('the browser names our origin with our own forms', async () => {
    const tab = await browser.newPage()
    await tab.goto(`${ours.origin}/login?forms=anywhere`)
    await signIn(tab)
    await tab.waitForURL(`${application.origin}/posted`)
    assert.equal(postedFrom.at(-1), ours.origin)
    await tab.close()
  })
})

/** The `Origin` of each form that was posted, as it arrived. */
const postedFrom: (string | null)[] = []

async function signIn(tab: Page): Promise<void> {
  await tab.getByLabel('E-mail or username').fill('ada@acme.test')
  await tab.getByLabel('Password').fill('correct-horse-battery')
  await tab.getByRole('button', { name: 'Sign in', exact: true }).click()
}

function answerAsProvider(request: Request, applicationOrigin: string): Response {
  const { pathname, searchParams } = new URL(request.url)
  if (pathname === '/message') {
    return sendPage(oktaPostMessagePage({ targetOrigin: applicationOrigin, message }), {
      scripts: [OKTA_POST_MESSAGE_SCRIPT],
      framedBy: [applicationOrigin],
    })
  }
  if (pathname === '/post') {
    const action = `${applicationOrigin}/posted`
    const fields = { id_token: 'e.y.j', state: HOSTILE }
    const page = simplifiedPostPage({ organization, application: 'Expenses', action, fields })
    return sendPage(page, { scripts: [SIMPLIFIED_POST_SCRIPT], formsLeadTo: 'anywhere' })
  }
  if (request.method === 'POST') {
    postedFrom.push(request.headers.get('origin'))
    return redirect('/authorize')
  }
  if (pathname === '/authorize') return redirect(`${applicationOrigin}/posted`)
  const formsLeadTo: PageOptions['formsLeadTo'] =
    searchParams.get('forms') === 'here' ? 'here' : 'anywhere'
  const page = loginPage({ organization, connections: [], passwordForm: { action: '/login' } })
  return sendPage(page, { formsLeadTo })
}

function redirect(location: string): Response {
  return new Response(null, { status: 303, headers: { location } })
}

async function answerAsApplication(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  const escaped = (await request.text()).replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const opening = pathname === '/popup' ? 'open(from)' : 'frame.src = from'
  const script = `
    const from = new URLSearchParams(location.search).get('from')
    onmessage = ({ origin, data }) => {
      const line = document.createElement('p')
      line.id = 'received'
      line.textContent = JSON.stringify({ origin, data })
      document.body.append(line)
    }
    const frame = document.querySelector('iframe')
    ${opening}`
  const page =
    pathname === '/posted'
      ? `<pre id="body">${escaped}</pre>`
      : `<iframe></iframe><script>${script}</script>`
  return new Response(`<!doctype html><body>${page}</body>`, {
    headers: { 'content-type': 'text/html; charset=utf-8' },
  })
}
