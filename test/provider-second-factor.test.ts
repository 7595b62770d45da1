import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { decodeJwt } from 'jose'
import { SECOND } from '../src/base/clock.ts'
import type { UserId } from '../src/base/ids.ts'
import { DEVICE_CODE } from '../src/core/applications/application.ts'
import { type Browser, type BrowserPage, createBrowser } from './support/browser.ts'
import { connect } from './support/login-server.ts'
import { movableClock } from './support/movable-clock.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'
import {
  answerOf,
  authorizeUrl,
  type Client,
  CODE,
  exchange,
  flowServer,
  isCallback,
  open,
  type Params,
  post,
  type ServerName,
  signedInBrowser,
} from './support/provider-flows.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'
import { type Authenticator, authenticatorOf, giveAuthenticator } from './support/second-factors.ts'
import { askedOn, softPasskey } from './support/soft-passkey.ts'

const TWO = 'urn:okta:loa:2fa:any'
const ONE = 'urn:okta:loa:1fa:any'

const clock = movableClock()
let server: RunningServer
let plain: Client
let strict: Client
let app: Authenticator
let people = 0

before(async () => {
  server = await flowServer({ now: clock })
  await ask('off')
  plain = await addApplication(server, { settings: CODE })
  strict = await addApplication(server, { settings: { ...CODE, requiresSecondFactor: true } })
})

/** What the organization asks of everybody, once it is known to the server. */
async function ask(secondFactor: 'off' | 'required') {
  const settings = JSON.stringify({ ...server.organization.settings, secondFactor })
  await server.db.updateTable('organization').set({ settings }).execute()
  clock.advance(3 * SECOND)
}

/** Signed in with a password alone, with an authenticator app that was not asked for. */
async function signedIn({ withApp = true } = {}): Promise<Browser> {
  people += 1
  const user = await addPerson(server, `person${people}@acme.test`)
  if (withApp) app = await giveAuthenticator(server, user)
  return signedInBrowser(server, user.login)
}

const url = (client: Client, params: Params = {}, name: ServerName = 'org') =>
  authorizeUrl(server, client, params, name)

const show = (browser: Browser, page: BrowserPage, code: string) =>
  browser.submit(page, { code }, { until: isCallback })

async function claimsOf(client: Client, code: string | undefined, name: ServerName = 'org') {
  const { body } = await exchange(server, client, code ?? '', {}, name)
  return { id: decodeJwt(String(body.id_token)), access: String(body.access_token) }
}

describe('a session with one factor', () => {
  test('is raised where an application requires two, and goes on to it', async () => {
    const browser = await signedIn()
    const before = await sessionOf(people)
    const first = await open(browser, url(plain))
    assert.equal((await claimsOf(plain, first.params?.code)).id.acr, ONE)
    const { page } = await open(browser, url(strict, {}, 'default'))
    assert.match(page.text, /Type the code of your authenticator app/)
    assert.equal(
      (await open(browser, url(strict, { prompt: 'none' }))).params?.error,
      'login_required',
    )
    assert.equal((await show(browser, page, '000000')).status, 401)
    const { params } = answerOf(await show(browser, page, app.code()))
    const { id, access } = await claimsOf(strict, params?.code, 'default')
    assert.deepEqual([id.acr, id.amr], [TWO, ['pwd', 'otp', 'mfa']])
    assert.equal(decodeJwt(access).acr, TWO)
    const after = await sessionOf(people)
    assert.equal(after?.uid, before?.uid, 'it is the same session')
    assert.notEqual(after?.id, before?.id, 'under another secret')
    assert.ok((await open(browser, url(strict, { prompt: 'none' }))).params?.code)
  })

  test('is raised for what acr_values or an essential acr ask for, and told by that name', async () => {
    const claims = (values: string[]) =>
      JSON.stringify({ id_token: { acr: { essential: true, values } } })
    for (const asked of [{ acr_values: `urn:moon ${TWO}` }, { claims: claims([TWO]) }]) {
      const browser = await signedIn()
      const { page } = await open(browser, url(plain, asked))
      assert.match(page.text, /authenticator app/)
      const { params } = answerOf(await show(browser, page, app.code()))
      assert.equal((await claimsOf(plain, params?.code)).id.acr, TWO)
    }
  })

  test('is enough where two are asked for if possible and the person has one', async () => {
    const asked = { acr_values: `${TWO}:ifpossible` }
    const without = await signedIn({ withApp: false })
    const { params } = await open(without, url(plain, asked))
    assert.equal((await claimsOf(plain, params?.code)).id.acr, ONE)
    const browser = await signedIn()
    assert.match((await open(browser, url(plain, asked))).page.text, /authenticator app/)
  })

  test('gets its person a second one where they have none, and codes for a bad day', async () => {
    const browser = await signedIn({ withApp: false })
    const { page } = await open(browser, url(strict))
    assert.match(page.text, /you need a second factor/)
    const secret = /class="secret">([A-Z2-7 ]+)</.exec(page.html)?.[1]?.replaceAll(' ', '') ?? ''
    const kept = await browser.submit(page, { code: authenticatorOf(secret)() })
    assert.match(kept.text, /recovery codes/)
    const { params } = answerOf(await browser.submit(kept, {}, { until: isCallback }))
    assert.equal((await claimsOf(strict, params?.code)).id.acr, TWO)
  })

  test('from before two were required of everybody does not pass any more', async () => {
    const browser = await signedIn()
    await ask('required')
    const { page } = await open(browser, url(plain))
    await ask('off')
    assert.match(page.text, /authenticator app/)
  })

  test('cannot be raised by another browser, another session, or a lower wish', async () => {
    const browser = await signedIn()
    const { page } = await open(browser, url(strict))
    const other = await signedInBrowser(server, `person${people}@acme.test`)
    const request = new URL(page.url).searchParams.get('request') ?? ''
    const form = { request, step: 'show', kind: 'otp', code: app.code() }
    assert.equal((await other.post(`${server.url}/login/factor`, form)).status, 400)
    const lower = `${server.url}/login/factor?want=two_factors_if_possible&return_to=/`
    assert.match((await other.get(lower)).text, /authenticator app/)
    await server.db
      .deleteFrom('session')
      .where('user_id', '=', (await sessionOf(people))?.user_id ?? '')
      .execute()
    assert.equal((await browser.submit(page, { code: app.code() })).status, 400)
    assert.equal(await sessionOf(people), undefined, 'an ended session is not brought back')
  })

  test('is told that there is no way where only a phishing-resistant one would do', async () => {
    const browser = await signedIn()
    for (const level of ['phr', 'phrh']) {
      const { params } = await open(browser, url(plain, { acr_values: level }))
      assert.equal(params?.error, 'unmet_authentication_requirements')
    }
  })

  test('is raised by a passkey where only a phishing-resistant one will do, and by nothing else', async () => {
    const browser = await signedIn()
    const passkey = softPasskey(server.url)
    const adding = await browser.get(`${server.url}/account/factors/passkey`)
    // The app was given meanwhile, and is to be shown before another factor is added.
    const added = adding.url.includes('/login/factor')
      ? await browser.submit(adding, { code: app.code() })
      : adding
    const form = added.forms.find(({ names }) => names.includes('credential'))
    assert.ok(form, added.text)
    await browser.submit(form, { credential: passkey.create(askedOn(added)) })

    for (const level of ['phr', 'phrh']) {
      const asked = await open(browser, url(plain, { acr_values: level, max_age: '100000' }))
      const { page } = asked
      if (level === 'phrh') {
        const { id } = await claimsOf(plain, asked.params?.code)
        assert.equal(id.acr, 'phrh', 'a key of this device is both')
        continue
      }
      assert.match(page.text, /Use your passkey/)
      assert.doesNotMatch(page.html, /with=otp|with=recovery/)
      const fields = { credential: passkey.get(askedOn(page)) }
      const shown = answerOf(await browser.submit(page, fields, { until: isCallback }))
      const { id } = await claimsOf(plain, shown.params?.code)
      assert.equal(id.acr, 'phr')
      assert.ok((id.amr as string[]).includes('hwk'))
    }
  })

  test('keeps what was shown in another tab meanwhile', async () => {
    const browser = await signedIn()
    const page = await browser.get(`${server.url}/login/factor?want=two_factors`)
    await browser.submit(await browser.get(`${server.url}/account/factors/passkey`), {
      code: app.code(),
    })
    const passkey = softPasskey(server.url)
    const adding = await browser.get(`${server.url}/account/factors/passkey`)
    const form = adding.forms.find(({ names }) => names.includes('credential'))
    assert.ok(form, adding.text)
    await browser.submit(form, { credential: passkey.create(askedOn(adding)) })
    const asked = await browser.get(`${server.url}/login/factor?want=hardware`)
    await browser.submit(asked, { credential: passkey.get(askedOn(asked)) })
    await browser.submit(page, { kind: 'otp', code: app.code(1) })
    const { params } = await open(browser, url(plain, { acr_values: 'phrh' }))
    assert.equal((await claimsOf(plain, params?.code)).id.acr, 'phrh')
  })

  test('lets no device in before the second', async () => {
    const device = await addApplication(server, {
      settings: { ...CODE, grantTypes: [DEVICE_CODE], requiresSecondFactor: true },
    })
    const begun = await post(server, 'device/authorize', { scope: 'openid' }, { client: device })
    const { user_code = '', device_code = '' } = begun.body as Record<string, string>
    const browser = await signedIn()
    const confirm = await browser.get(`${server.url}/activate?user_code=${user_code}`)
    const form = confirm.forms.find(({ fields }) => 'user_code' in fields)
    assert.ok(form)
    const allow = { button: { name: 'decision', value: 'allow' } }
    const asked = await browser.submit(form, {}, allow)
    assert.match(asked.text, /authenticator app/)
    const back = await browser.submit(asked, { code: app.code() })
    const again = back.forms.find(({ fields }) => 'user_code' in fields)
    assert.ok(again, back.text)
    await browser.submit(again, {}, allow)
    const fields = { grant_type: DEVICE_CODE, device_code }
    const { id_token } = (await post(server, 'token', fields, { client: device })).body
    assert.equal(decodeJwt(String(id_token)).acr, TWO)
  })

  test('is posted by no tile of an application that requires two', async () => {
    const tile = await addApplication(server, {
      settings: {
        ...CODE,
        ...{ loginMode: 'OKTA', initiateLoginUri: 'http://localhost:9/callback' },
        ...{ loginScopes: ['openid'], requiresSecondFactor: true },
      },
    })
    const browser = await signedIn()
    const opened = await browser.get(`${server.url}/home/oidc_client/${tile.id}/${tile.linkId}`)
    assert.match(opened.text, /authenticator app/)
    const posted = await browser.submit(opened, { code: app.code() })
    const token = posted.forms.find(({ fields }) => 'id_token' in fields)?.fields.id_token ?? ''
    assert.equal(decodeJwt(token).acr, TWO)
  })
})

describe('a session through a provider', () => {
  let provider: MisbehavingProvider
  before(async () => {
    provider = await startMisbehavingProvider()
    for (const secondFactor of ['ask', 'trust'] as const) {
      await connect(server, provider, { slug: secondFactor, settings: { secondFactor } })
    }
  })
  after(() => provider.close())

  async function through(slug: 'ask' | 'trust', claims: { acr?: string; amr?: string[] }) {
    people += 1
    const email = `person${people}@acme.test`
    provider.signInAs({ sub: `${slug}-${people}`, email, ...claims })
    const browser = createBrowser()
    await browser.get(`${server.url}/login/${slug}`)
    return browser
  }

  const SAYS = [
    { asked: TWO, says: { acr: TWO } },
    { asked: 'phr', says: { acr: 'phr' } },
    { asked: 'phrh', says: { amr: ['hwk'] } },
  ]
  for (const { asked, says } of SAYS) {
    test(`reaches ${asked} by ${JSON.stringify(says)} where that is trusted for it, and only there`, async () => {
      const trusted = await through('trust', says)
      const { params } = await open(trusted, url(plain, { acr_values: asked }))
      assert.equal((await claimsOf(plain, params?.code)).id.acr, asked)
      const other = await through('ask', says)
      const { page, params: refused } = await open(other, url(plain, { acr_values: asked }))
      assert.equal(refused?.code, undefined)
      if (asked === TWO) assert.match(page.text, /you need a second factor/)
      else assert.equal(refused?.error, 'unmet_authentication_requirements')
      const { params: unasked } = await open(other, url(plain))
      assert.equal((await claimsOf(plain, unasked?.code)).id.acr, ONE)
    })
  }

  test('tells of two factors once the second was shown here, whatever level it came with', async () => {
    for (const slug of ['ask', 'trust'] as const) {
      const browser = await through(slug, { acr: ONE, amr: ['pwd'] })
      const { params } = await open(browser, url(plain))
      assert.equal((await claimsOf(plain, params?.code)).id.acr, ONE)
      const { user_id } = (await sessionOf(people)) ?? {}
      app = await giveAuthenticator(server, {
        id: user_id as UserId,
        organizationId: server.organization.id,
      })
      await ask('required')
      const again = createBrowser()
      const asked = await again.get(`${server.url}/login/${slug}`)
      await again.submit(asked, { code: app.code() })
      await ask('off')
      const { params: answer } = await open(again, url(plain))
      assert.equal((await claimsOf(plain, answer?.code)).id.acr, TWO)
    }
  })
})

async function sessionOf(person: number) {
  return server.db
    .selectFrom('session')
    .innerJoin('user', 'user.id', 'session.user_id')
    .select(['session.id', 'session.uid', 'session.user_id'])
    .where('user.login', '=', `person${person}@acme.test`)
    .orderBy('session.id')
    .executeTakeFirst()
}
