import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { DEVICE_CODE } from '../src/core/applications/application.ts'
import { DEFAULT_ORGANIZATION_SETTINGS } from '../src/core/organizations/organization.ts'
import { makeRecoveryLink } from '../src/core/recovery-links/make-recovery-link.ts'
import { signedInAs } from './support/admin-client.ts'
import { addConnection } from './support/admin-world.ts'
import { type Browser, createBrowser } from './support/browser.ts'
import { createOrganization } from './support/create-organization.ts'
import { engines } from './support/databases.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'
import {
  authorizeUrl,
  CALLBACK,
  CODE,
  endpoint,
  exchange,
  introspect,
  open,
  post,
  refresh,
  signedInBrowser,
  tokensOf,
  userinfo,
} from './support/provider-flows.ts'
import {
  addApplication,
  addPerson,
  PASSWORD,
  type RunningServer,
  startServer,
} from './support/running-server.ts'
import { giveAuthenticator } from './support/second-factors.ts'

const ADA = 'ada@acme.test'

let provider: MisbehavingProvider
before(async () => {
  provider = await startMisbehavingProvider()
})
after(() => provider.close())

/**
 * Two organizations of one process, one master key, one host name but for its spelling, with the same
 * people, the same connection, and an application of the same client ID and secret.
 */
for (const engine of engines) {
  describe(`what one organization gave out, brought to another of the same process on ${engine.name}`, () => {
    let one: RunningServer
    let two: RunningServer
    let app: Awaited<ReturnType<typeof addApplication>>

    before(async () => {
      one = await startServer(await engine.fresh())
      const { db, sealer } = one
      const url = one.url.replace('localhost', '127.0.0.1')
      const settings = DEFAULT_ORGANIZATION_SETTINGS
      const values = { slug: 'globex', name: 'Globex', url, settings }
      const organization = await createOrganization({ db, sealer, now: Date.now }, values)
      two = { ...one, organization, url }
      const { issuer, wellKnownUrl, clientId } = provider
      for (const at of [one, two]) {
        await addPerson(at, ADA)
        const clientSecretSealed = await sealer.seal(provider.clientSecret)
        const known = { issuer, wellKnownUrl, clientId, clientSecretSealed }
        const settings = { linking: 'prove' } as const
        const { settings: byDefault } = await addConnection(at, 'unused', { enabled: false })
        await addConnection(at, 'okta', { ...known, settings: { ...byDefault, ...settings } })
      }
      const grantTypes = ['authorization_code', 'refresh_token', DEVICE_CODE] as const
      const secrets = ['a-secret-that-both-of-them-have']
      app = await addApplication(one, {
        clientId: 'same',
        secrets,
        settings: { ...CODE, grantTypes },
      })
      await addApplication(two, { clientId: 'same', secrets, settings: { ...CODE, grantTypes } })
    })
    after(() => one.close())

    /** All that the browser has of the first, under the names that the second reads. */
    const carriedOver = (browser: Browser) =>
      browser.cookies
        .all()
        .map(({ name, value }) => {
          return `${name.replaceAll(one.organization.id, two.organization.id)}=${value}`
        })
        .join('; ')

    async function atTwo(browser: Browser, url: string, form?: Record<string, string>) {
      const answer = await fetch(url.replace(one.url, two.url), {
        redirect: 'manual',
        headers: { cookie: carriedOver(browser), ...(form && { origin: two.url }) },
        ...(form && { method: 'POST', body: new URLSearchParams(form) }),
      })
      const cookies = answer.headers.getSetCookie().filter((set) => /session_org/.test(set))
      assert.ok(!cookies.some((set) => /=[\w-]{43}/.test(set)), `a session began: ${url}`)
      return { status: answer.status, text: await answer.text() }
    }

    const requestIn = (url: string) => new URL(url).searchParams.get('request') ?? ''

    test('a session, under any of its cookies’ names, signs nobody in', async () => {
      const browser = await signedInBrowser(one, ADA)
      for (const path of ['/account', '/', '/console/', '/activate']) {
        const { status, text } = await atTwo(browser, `${one.url}${path}`)
        assert.equal(status, 303, `${path}: ${text}`)
      }
      assert.equal((await atTwo(browser, `${one.url}/api/v1/users`)).status, 401)
    })

    test('codes, tokens, pushed requests and hints are nothing, and are not spoiled by it', async () => {
      const browser = await signedInBrowser(one, ADA)
      const there = await signedInBrowser(two, ADA)
      const asked = { response_type: 'code', scope: 'openid', client_id: 'same' }
      const pushed = { ...asked, redirect_uri: CALLBACK }
      const { body } = await post(one, 'par', pushed, { client: app })
      const query = new URLSearchParams({
        client_id: 'same',
        request_uri: String(body.request_uri),
      })
      const used = await open(there, `${endpoint(two, 'authorize')}?${query}`)
      assert.deepEqual([used.page.status, used.params], [400, undefined])
      assert.ok((await open(browser, `${endpoint(one, 'authorize')}?${query}`)).params?.code)

      const { params } = await open(browser, authorizeUrl(one, app))
      assert.equal((await exchange(two, app, params?.code)).body.error, 'invalid_grant')
      assert.equal((await exchange(one, app, params?.code)).status, 200)

      const tokens = await tokensOf(one, browser, app)
      assert.equal((await userinfo(two, tokens.access_token)).status, 401)
      assert.deepEqual(await introspect(two, app, tokens.access_token), { active: false })
      assert.equal((await refresh(two, app, tokens.refresh_token)).body.error, 'invalid_grant')
      await post(two, 'revoke', { token: String(tokens.access_token) }, { client: app })
      await post(two, 'revoke', { token: String(tokens.refresh_token) }, { client: app })
      assert.equal((await userinfo(one, tokens.access_token)).status, 200)
      assert.equal((await refresh(one, app, tokens.refresh_token)).status, 200)

      const hint = { id_token_hint: String(tokens.id_token), prompt: 'none' }
      assert.equal((await open(there, authorizeUrl(two, app, hint))).params?.code, undefined)
    })

    test('a device is let in by nobody of the other', async () => {
      const { body } = await post(one, 'device/authorize', { scope: 'openid' }, { client: app })
      const there = await signedInBrowser(two, ADA)
      const fields = { user_code: String(body.user_code), decision: 'allow' }
      assert.equal((await there.post(`${two.url}/activate`, fields)).status, 400)
      const asked = { grant_type: DEVICE_CODE, device_code: String(body.device_code) }
      assert.equal((await post(two, 'token', asked, { client: app })).body.error, 'invalid_grant')
      const waiting = await post(one, 'token', asked, { client: app })
      assert.equal(waiting.body.error, 'authorization_pending')
    })

    test('an application’s request that waits for its person is nobody’s', async () => {
      const browser = createBrowser()
      const screen = await browser.get(authorizeUrl(one, app))
      const path = new URL(screen.url).searchParams.get('return_to') ?? ''
      assert.match(path, /^\/oauth2\/v1\/authorize\//)
      assert.equal((await atTwo(browser, one.url + path)).status, 400)
    })

    test('the way back of a sign-in, and the proof that it asks for, are of its own', async () => {
      const browser = createBrowser()
      const isBack = (url: URL) => url.pathname.startsWith('/sso/openid')
      const page = await browser.get(`${one.url}/login/okta`, { until: isBack })
      const back = await atTwo(browser, page.next ?? '')
      assert.deepEqual([back.status, /cannot be finished/.test(back.text)], [400, true])
      const asked = await browser.follow(page)
      assert.match(asked.url, /\/sso\/link\?request=/)
      assert.match((await atTwo(browser, asked.url)).text, /cannot be finished/)
      const form = { request: requestIn(asked.url), password: PASSWORD }
      assert.match((await atTwo(browser, `${one.url}/sso/link`, form)).text, /cannot be finished/)
      assert.equal((await browser.submit(asked, { password: PASSWORD })).status, 200)
    })

    test('a sign-in that waits for a second factor goes on at its own alone', async () => {
      const user = await addPerson(one, 'grace@acme.test')
      const { code } = await giveAuthenticator(one, user)
      const browser = createBrowser()
      const typed = { login: user.login, password: PASSWORD, return_to: '/' }
      const asked = await browser.post(`${one.url}/login`, typed)
      assert.match((await atTwo(browser, asked.url)).text, /cannot be finished/)
      const form = { request: requestIn(asked.url), kind: 'otp', code: code() }
      const answer = await atTwo(browser, `${one.url}/login/factor`, form)
      assert.match(answer.text, /cannot be finished/)
      assert.equal((await browser.submit(asked, { code: code() })).status, 200)
    })

    test('a link by which an owner gets back in opens its own organization alone', async () => {
      const owner = await addPerson(one, 'owner-of-one@acme.test', { role: 'owner' })
      const { organization } = one
      const made = { organization, user: owner, actor: { kind: 'system' } as const }
      const { url } = await makeRecoveryLink({ db: one.db, now: Date.now }, made)
      const link = new URL(url).searchParams.get('link') ?? ''
      assert.equal((await atTwo(createBrowser(), `${one.url}/recover`, { link })).status, 404)
      assert.match((await createBrowser().get(url)).text, /owner-of-one/)
    })

    test('a test sign-in ends where it was begun', async () => {
      const owner = await signedInAs(one, 'owner')
      const okta = await one.db
        .selectFrom('connection')
        .select('id')
        .where('slug', '=', 'okta')
        .where('organization_id', '=', one.organization.id)
        .executeTakeFirstOrThrow()
      const asked = await owner.call('POST', '/connections/test', { connectionId: okta.id })
      assert.equal(asked.status, 201, JSON.stringify(asked.body))
      const back = await createBrowser().get(asked.body.location, {
        until: (url) => url.pathname.startsWith('/sso/openid'),
      })
      const cookie = `${owner.cookie}; ${asked.headers.get('set-cookie')?.split(';')[0]}`
      const bring = (at: RunningServer, cookies: string) =>
        fetch(`${back.next}`.replace(one.url, at.url), {
          redirect: 'manual',
          headers: { cookie: cookies },
        })
      const renamed = cookie.replaceAll(one.organization.id, two.organization.id)
      assert.equal((await bring(two, renamed)).status, 400)
      // Nor in a browser with an attempt of its own.
      const stranger = createBrowser()
      await stranger.get(`${one.url}/login/okta`, { until: (url) => url.origin !== one.url })
      const theirs = stranger.cookies.all().map(({ name, value }) => `${name}=${value}`)
      assert.equal((await bring(one, theirs.join('; '))).status, 400)
      const ended = await bring(one, cookie)
      assert.match(ended.headers.get('location') ?? '', /\/console\/connections\/tests\//)
    })
  })
}
