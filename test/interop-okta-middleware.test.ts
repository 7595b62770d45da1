import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type OktaMiddlewareApp, start } from '../interop/okta-middleware-app.mjs'
import type { Application } from '../src/core/applications/application.ts'
import { type Browser, type BrowserPage, createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { shownContext } from './support/interop-pages.ts'
import {
  addApplication,
  addPerson,
  PASSWORD,
  type RunningServer,
  startServer,
} from './support/running-server.ts'

// @okta/oidc-middleware in an Express application, unmodified: it sends neither PKCE nor a nonce,
// authenticates by Basic, and revokes at an address that it makes up from the issuer.

const [engine] = engines
let server: RunningServer
let app: OktaMiddlewareApp
let application: Application & { clientSecret: string }

before(async () => {
  app = await start()
  server = await startServer(await (engine ?? assert.fail()).fresh())
  await addPerson(server, 'ada@acme.test')
  application = await addApplication(server, {
    label: 'Express',
    settings: {
      redirectUris: [app.redirectUri],
      postLogoutRedirectUris: [app.postLogoutRedirectUri],
    },
  })
})
after(async () => {
  await app.close()
  await server.close()
})

// One after the other in one application: the middleware lives once in a process.
for (const path of ['', '/oauth2/default']) {
  describe(`@okta/oidc-middleware at the issuer ${path || 'org'}`, () => {
    before(async () => {
      const { clientId, clientSecret } = application
      const scope = 'openid profile email'
      await app.connect({ issuer: `${server.url}${path}`, clientId, clientSecret, scope })
    })

    test('signs in, shows who came, and signs out at both ends', async () => {
      const browser = createBrowser()
      const page = await signIn(browser)
      assert.equal(page.url, app.protectedUrl)
      const { userinfo, tokens } = shownContext(page.html)
      assert.equal(userinfo.email, 'ada@acme.test')
      assert.equal(userinfo.preferred_username, 'ada@acme.test')
      assert.equal(await userinfoStatus(path, tokens.access_token), 200)

      const signedOut = await browser.submit(page)
      assert.equal(new URL(signedOut.url).href, app.postLogoutRedirectUri)
      assert.match(signedOut.text, /Signed out/)
      assert.deepEqual(app.errors, [])

      assert.equal(await userinfoStatus(path, tokens.access_token), 401, 'the token was revoked')
      const again = await browser.get(app.protectedUrl)
      assert.match(again.html, /type="password"/, 'the session has ended, so the person is asked')
    })

    test('signs a person in who is signed in here already, without a question', async () => {
      const browser = createBrowser()
      const form = await browser.get(`${server.url}/login`)
      await browser.submit(form, { login: 'ada@acme.test', password: PASSWORD })
      const page = await browser.get(app.protectedUrl)
      assert.equal(page.url, app.protectedUrl)
      assert.equal(shownContext(page.html).userinfo.email, 'ada@acme.test')
    })
  })
}

async function signIn(browser: Browser): Promise<BrowserPage> {
  const form = await browser.get(app.protectedUrl)
  return browser.submit(form, { login: 'ada@acme.test', password: PASSWORD })
}

async function userinfoStatus(path: string, accessToken: string): Promise<number> {
  const endpoint = `${server.url}${path || '/oauth2'}/v1/userinfo`
  const answer = await fetch(endpoint, { headers: { authorization: `Bearer ${accessToken}` } })
  await answer.body?.cancel()
  return answer.status
}
