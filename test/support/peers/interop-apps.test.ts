import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type OktaAuthJsApp, start as startOktaAuthJs } from '../../../interop/okta-auth-js-app.mjs'
import {
  type OktaMiddlewareApp,
  start as startOktaMiddleware,
} from '../../../interop/okta-middleware-app.mjs'
import { verifyIdToken } from '../../../interop/verify-access-token.mjs'
import { createBrowser } from '../browser.ts'
import { shownContext, waitForOutput } from '../interop-pages.ts'
import { type RealBrowser, startRealBrowser } from '../real-browser.ts'
import { type IndependentProvider, startIndependentProvider } from './independent-provider.ts'

// Okta's libraries against a provider that is neither Okta nor ours: what they do by themselves,
// so that a failure against our own provider is known to be our own.

const SECRET = 'a-secret-of-the-web-app-that-is-long-enough'

let provider: IndependentProvider
before(async () => {
  provider = await startIndependentProvider({ layout: 'okta' })
})
after(() => provider.close())

describe('@okta/oidc-middleware', () => {
  let app: OktaMiddlewareApp
  before(async () => {
    app = await startOktaMiddleware()
    provider.setClient({
      client_id: 'web',
      client_secret: SECRET,
      redirect_uris: [app.redirectUri],
      post_logout_redirect_uris: [app.postLogoutRedirectUri],
    })
    await app.connect({ issuer: provider.issuer, clientId: 'web', clientSecret: SECRET })
  })
  after(() => app.close())

  test('signs in, shows who came, and signs out at both ends', async () => {
    const browser = createBrowser()
    const form = await browser.get(app.protectedUrl)
    const page = await browser.submit(form, { login: 'ada' })
    assert.equal(page.url, app.protectedUrl)
    const context = shownContext(page.html)
    assert.equal(context.userinfo.email, 'ada@acme.test')

    const { claims } = await verifyIdToken({
      issuer: provider.issuer,
      token: context.tokens.id_token,
      clientId: 'web',
      jwksUri: `${provider.issuer}/oauth2/v1/keys`,
    })
    assert.equal(claims.sub, 'ada-0001')

    const question = await browser.submit(page)
    const signedOut = await browser.submit(question, { logout: 'yes' })
    assert.equal(new URL(signedOut.url).href, app.postLogoutRedirectUri)
    assert.match(signedOut.text, /Signed out/)
    assert.match((await browser.get(app.protectedUrl)).html, /name="login"/)
    assert.deepEqual(app.errors, [])
  })

  test('answers 401 to what does not accept a page', async () => {
    const page = await createBrowser().get(app.protectedUrl, {
      headers: { accept: 'application/json' },
    })
    assert.equal(page.status, 401)
  })
})

describe('@okta/okta-auth-js in a real browser', () => {
  let app: OktaAuthJsApp
  let chromium: RealBrowser
  before(async () => {
    app = await startOktaAuthJs()
    chromium = await startRealBrowser()
    provider.setClient({
      client_id: 'spa',
      token_endpoint_auth_method: 'none',
      redirect_uris: [app.redirectUri],
      post_logout_redirect_uris: [app.postLogoutRedirectUri],
    })
    app.connect({ issuer: provider.issuer, clientId: 'spa' })
  })
  after(async () => {
    await chromium.close()
    await app.close()
  })

  test('is told login_required in its hidden frame when the provider’s session is gone', async () => {
    const page = await chromium.newPage()
    await page.goto(app.url)
    await page.getByRole('button', { name: 'Renew silently' }).click()
    await page.getByText('login_required', { exact: false }).waitFor({ timeout: 10_000 })
  })

  test('signs in with PKCE, asks userinfo, renews without a question, introspects and signs out', async () => {
    const page = await chromium.newPage()
    const click = (name: string) => page.getByRole('button', { name, exact: true }).click()
    await page.goto(app.url)
    await click('Sign in')
    await page.getByLabel('Name').fill('ada')
    await click('Sign in')
    await waitForOutput(page, 'state', 'signed in')
    assert.match((await page.locator('#claims').textContent()) ?? '', /ada@acme.test/)

    await click('Ask userinfo')
    await page.getByText('"preferred_username"', { exact: false }).last().waitFor()
    await click('Renew silently')
    await waitForOutput(page, 'renewals', '1')
    await click('Renew tokens')
    await waitForOutput(page, 'renewals', '2')

    await click('Introspect')
    await page.getByText('"active": true').waitFor()

    await click('Sign out')
    await page.getByRole('button', { name: /yes/i }).click()
    await waitForOutput(page, 'state', 'signed out')
    assert.equal(page.url(), app.postLogoutRedirectUri)
  })
})
