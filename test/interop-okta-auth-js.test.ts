import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from '@playwright/test'
import { type OktaAuthJsApp, start } from '../interop/okta-auth-js-app.mjs'
import type { Application } from '../src/core/applications/application.ts'
import { engines } from './support/databases.ts'
import { waitForOutput } from './support/interop-pages.ts'
import { type RealBrowser, startRealBrowser } from './support/real-browser.ts'
import {
  addApplication,
  addPerson,
  PASSWORD,
  type RunningServer,
  startServer,
} from './support/running-server.ts'

// @okta/okta-auth-js as Okta ships it, in a single-page application in a real browser.

const [engine] = engines
let server: RunningServer
let app: OktaAuthJsApp
let chromium: RealBrowser
let application: Application

before(async () => {
  app = await start()
  chromium = await startRealBrowser()
  server = await startServer(await (engine ?? assert.fail()).fresh())
  await addPerson(server, 'ada@acme.test')
  application = await addApplication(server, {
    label: 'Notes',
    type: 'browser',
    settings: {
      grantTypes: ['authorization_code', 'refresh_token'],
      redirectUris: [app.redirectUri],
      postLogoutRedirectUris: [app.postLogoutRedirectUri],
      trustedOrigins: [app.origin],
    },
  })
})
after(async () => {
  await chromium.close()
  await app.close()
  await server.close()
})

for (const path of ['', '/oauth2/default']) {
  describe(`@okta/okta-auth-js at the issuer ${path || 'org'}`, () => {
    const connect = (options: { scopes?: string[]; clientId?: string; dpop?: boolean } = {}) =>
      app.connect({ issuer: `${server.url}${path}`, clientId: application.clientId, ...options })

    test('signs in with PKCE, reads userinfo, introspects, revokes, and signs out', async () => {
      connect()
      const page = await signedInPage()
      assert.match((await page.locator('#claims').textContent()) ?? '', /"ada@acme.test"/)

      assert.match(await answerTo(page, 'Ask userinfo'), /"preferred_username": "ada@acme.test"/)
      assert.match(await answerTo(page, 'Introspect'), /"active": true/)
      const headers = {
        authorization: `Bearer ${await page.locator('#access-token').textContent()}`,
      }
      const userinfo = `${server.url}${path || '/oauth2'}/v1/userinfo`
      assert.equal((await fetch(userinfo, { headers })).status, 200)
      assert.match(await answerTo(page, 'Revoke'), /"revoked"/)
      assert.equal((await fetch(userinfo, { headers })).status, 401)

      await click(page, 'Sign out')
      await waitForOutput(page, 'state', 'signed out')
      assert.equal(page.url(), app.postLogoutRedirectUri)
      await click(page, 'Sign in')
      await page.getByLabel('Password').waitFor()
      await page.context().close()
    })

    test('renews in a hidden frame, until the person has signed out here', async () => {
      connect()
      const page = await signedInPage()
      const frames = requestsTo(page, 'okta_post_message')
      await click(page, 'Renew silently')
      await waitForOutput(page, 'renewals', '1')
      await click(page, 'Renew tokens')
      await waitForOutput(page, 'renewals', '2')
      assert.equal(frames.length, 2)

      await page.context().clearCookies()
      await click(page, 'Renew silently')
      await page.locator('#error').getByText('login_required').waitFor()
      await page.context().close()
    })

    test('renews by a refresh token where offline_access was asked for', async () => {
      connect({ scopes: ['openid', 'email', 'offline_access'] })
      const page = await signedInPage()
      const refreshes = requestsTo(page, 'grant_type=refresh_token')
      for (const count of ['1', '2']) {
        await click(page, 'Renew tokens')
        await waitForOutput(page, 'renewals', count)
      }
      assert.equal(refreshes.length, 2, 'the second with the token that the first brought')
      await page.context().close()
    })

    test('binds its tokens to a key of the browser’s where DPoP is required', async () => {
      const { clientId } = await addApplication(server, {
        ...{ label: 'Bound notes', type: 'browser' },
        settings: { ...application.settings, dpopRequired: true },
      })
      connect({ clientId, dpop: true, scopes: ['openid', 'profile', 'email', 'offline_access'] })
      const page = await signedInPage()
      assert.match(await answerTo(page, 'Ask userinfo'), /"preferred_username": "ada@acme.test"/)
      const token = await page.locator('#access-token').textContent()
      const userinfo = `${server.url}${path || '/oauth2'}/v1/userinfo`
      const stolen = await fetch(userinfo, { headers: { authorization: `Bearer ${token}` } })
      assert.equal(stolen.status, 401)
      await click(page, 'Renew tokens')
      await waitForOutput(page, 'renewals', '1')
      assert.match(await answerTo(page, 'Ask userinfo'), /"preferred_username": "ada@acme.test"/)
      await page.context().close()
    })

    test('knows whether the session lives, and ends it without an ID token', async () => {
      connect()
      const page = await chromium.newPage()
      await page.goto(app.url)
      await waitForOutput(page, 'state', 'signed out')
      assert.match(await answerTo(page, 'Session'), /"INACTIVE"/)
      await signIn(page)
      const session = await answerTo(page, 'Session')
      assert.match(session, /"ACTIVE"/)
      assert.match(session, /"login": "ada@acme.test"/)

      assert.match(await answerTo(page, 'Close session'), /"closed": true/)
      assert.match(await answerTo(page, 'Session'), /"INACTIVE"/)
      await page.context().close()
    })
  })
}

async function signedInPage(): Promise<Page> {
  const page = await chromium.newPage()
  await page.goto(app.url)
  await signIn(page)
  return page
}

async function signIn(page: Page): Promise<void> {
  await waitForOutput(page, 'state', 'signed out')
  await click(page, 'Sign in')
  await page.getByLabel('E-mail').fill('ada@acme.test')
  await page.getByLabel('Password').fill(PASSWORD)
  await click(page, 'Sign in')
  await waitForOutput(page, 'state', 'signed in')
}

const click = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

async function answerTo(page: Page, button: string): Promise<string> {
  await click(page, button)
  const said = page.locator('#answer:not(:empty), #error:not(:empty)')
  await said.waitFor({ timeout: 10_000 })
  return (await said.textContent()) ?? ''
}

/** The requests of the page, and of its frames, whose address or body has this in it. */
function requestsTo(page: Page, text: string): string[] {
  const seen: string[] = []
  page.on('request', (request) => {
    if (`${request.url()} ${request.postData() ?? ''}`.includes(text)) seen.push(request.url())
  })
  return seen
}
