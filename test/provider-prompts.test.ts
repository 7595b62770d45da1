import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { HOUR, MINUTE } from '../src/base/clock.ts'
import { newId } from '../src/base/ids.ts'
import { listEvents } from '../src/core/audit/event-search-store.ts'
import { DEFAULT_CONNECTION_SETTINGS } from '../src/core/connections/connection.ts'
import { insertConnection } from '../src/core/connections/connection-store.ts'
import { setUserStatus } from '../src/core/users/set-user-status.ts'
import { type Browser, type BrowserPage, createBrowser } from './support/browser.ts'
import { connect } from './support/login-server.ts'
import { movableClock } from './support/movable-clock.ts'
import type { Fault } from './support/peers/faults/fault.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'
import {
  type Answer,
  answerOf,
  authorizeUrl,
  CODE,
  claimsOf,
  exchange,
  flowServer,
  isCallback,
  open,
  type Params,
  signedInBrowser,
  signIn,
  tokensOf,
} from './support/provider-flows.ts'
import {
  addApplication,
  addPerson,
  PASSWORD,
  type RunningServer,
} from './support/running-server.ts'

type App = Awaited<ReturnType<typeof addApplication>>

const clock = movableClock()
let server: RunningServer
let app: App
/** An application that asks people before it gets anything. */
let asking: App
let ada: Awaited<ReturnType<typeof addPerson>>
let grace: typeof ada

before(async () => {
  server = await flowServer({ now: clock })
  ada = await addPerson(server, 'ada@acme.test')
  grace = await addPerson(server, 'grace@acme.test', { profile: { givenName: 'Grace' } })
  app = await addApplication(server, { label: 'Expenses', settings: CODE })
  asking = await addApplication(server, {
    label: 'Survey',
    settings: { ...CODE, consent: 'REQUIRED' },
  })
})

const url = (params: Params = {}, client: App = app) => authorizeUrl(server, client, params)
const hasLogin = (page: { forms: readonly { names: readonly string[] }[] }) =>
  page.forms.some(({ names }) => names.includes('password'))

describe('nobody is signed in', () => {
  test('the login screen comes, names the application, and leads back with a code', async () => {
    const browser = createBrowser()
    const { page } = await open(browser, url({ login_hint: 'ada@acme.test' }))
    assert.match(page.text, /Expenses/)
    const form = page.forms.find(({ names }) => names.includes('password'))
    assert.equal(form?.fields.login, 'ada@acme.test')
    const { params } = answerOf(await signIn(browser, page, 'ada@acme.test'))
    const tokens = await exchange(server, app, params?.code)
    assert.equal(claimsOf(tokens.body.id_token).sub, ada.id)
  })

  for (const asked of [{ prompt: 'login' }, { max_age: '0' }, { max_age: '1' }, {}] as Params[]) {
    test(`${JSON.stringify(asked)} asks once and not twice`, async () => {
      const browser = createBrowser()
      const { page } = await open(browser, url(asked))
      const { params, page: after } = answerOf(await signIn(browser, page, 'ada@acme.test'))
      assert.ok(params?.code, after.text)
    })
  }

  for (const asked of [{ prompt: 'none' }, { prompt: 'none', max_age: '10' }] as Params[]) {
    test(`${JSON.stringify(asked)} is answered with login_required`, async () => {
      const { params } = await open(createBrowser(), url(asked))
      assert.equal(params?.error, 'login_required')
      assert.equal(params?.state, 'st4te')
    })
  }

  test('the way back does not work in another browser', async () => {
    const browser = createBrowser()
    const { page } = await open(browser, url())
    const back = new URL(page.url).searchParams.get('return_to') ?? ''
    const other = await signedInBrowser(server, 'ada@acme.test')
    const { page: refused, params } = await open(other, `${server.url}${back}`)
    assert.equal(params, undefined)
    assert.equal(refused.status, 400)
  })

  test('two tabs at once both arrive', async () => {
    const browser = createBrowser()
    const first = await open(browser, url({ state: 'first' }))
    const second = await open(browser, url({ state: 'second' }))
    const one = answerOf(await signIn(browser, first.page, 'ada@acme.test'))
    assert.equal(one.params?.state, 'first')
    const two = answerOf(await signIn(browser, second.page, 'ada@acme.test'))
    assert.equal(two.params?.state, 'second')
    assert.equal((await exchange(server, app, two.params?.code)).status, 200)
  })
})

describe('somebody is signed in', () => {
  test('the answer comes at once, and with prompt=none too', async () => {
    const browser = await signedInBrowser(server, 'ada@acme.test')
    for (const asked of [
      {},
      { prompt: 'none' },
      { max_age: '10000' },
      { prompt: 'none', scope: 'openid offline_access' },
    ]) {
      const { params, page } = await open(browser, url(asked))
      assert.ok(params?.code, JSON.stringify(asked))
      assert.equal(page.chain.length, 1)
    }
  })

  test('prompt=login really asks, and going back without signing in does not pass', async () => {
    const browser = await signedInBrowser(server, 'ada@acme.test')
    const { page } = await open(browser, url({ prompt: 'login' }))
    assert.ok(hasLogin(page), page.text)
    const back = new URL(page.url).searchParams.get('return_to') ?? ''
    const skipped = await open(browser, `${server.url}${back}`)
    assert.equal(skipped.params, undefined)
    assert.ok(hasLogin(skipped.page), skipped.page.text)

    const { params } = answerOf(await signIn(browser, skipped.page, 'ada@acme.test'))
    assert.ok(params?.code)
  })

  test('an empty POST of the login screen passes nobody', async () => {
    const browser = await signedInBrowser(server, 'ada@acme.test')
    const { page } = await open(browser, url({ prompt: 'login' }))
    const form = page.forms.find(({ names }) => names.includes('password'))
    assert.ok(form)
    const refused = await browser.submit(form, { login: '', password: '' }, { until: isCallback })
    assert.equal(refused.next, undefined)
    assert.equal(refused.status, 401)
  })

  test('another person may sign in at prompt=login, and it is them that the application gets', async () => {
    const browser = await signedInBrowser(server, 'ada@acme.test')
    const { page } = await open(browser, url({ prompt: 'login' }))
    const { params } = answerOf(await signIn(browser, page, 'grace@acme.test'))
    const tokens = await exchange(server, app, params?.code)
    assert.equal(claimsOf(tokens.body.id_token).sub, grace.id)
  })
})

describe('how long ago', () => {
  test('auth_time is when the person signed in, and newer after prompt=login', async () => {
    const browser = await signedInBrowser(server, 'ada@acme.test')
    const before = claimsOf((await tokensOf(server, browser, app, { max_age: '10000' })).id_token)
    clock.advance(5_000)
    const same = claimsOf((await tokensOf(server, browser, app)).id_token)
    assert.equal(same.auth_time, before.auth_time)
    const { page } = await open(browser, url({ prompt: 'login' }))
    const { params } = answerOf(await signIn(browser, page, 'ada@acme.test'))
    const after = claimsOf((await exchange(server, app, params?.code)).body.id_token)
    assert.ok(Number(after.auth_time) >= Number(before.auth_time) + 5)
  })

  test('is counted in more than whole seconds', async () => {
    const start = movableClock()
    const exact = await flowServer({ now: start })
    await addPerson(exact, 'ada@acme.test')
    const client = await addApplication(exact, { settings: CODE })
    const silently = { max_age: '60', prompt: 'none' }
    for (let tries = 0; tries < 5; tries += 1) {
      // Wherever in its second the sign-in falls.
      start.advance(200)
      const browser = await signedInBrowser(exact, 'ada@acme.test')
      start.advance(60_050)
      const { params } = await open(browser, authorizeUrl(exact, client, silently))
      assert.equal(params?.error, 'login_required')
    }
    const browser = await signedInBrowser(exact, 'ada@acme.test')
    start.advance(50_000)
    const { params } = await open(browser, authorizeUrl(exact, client, silently))
    const { auth_time } = claimsOf((await exchange(exact, client, params?.code)).body.id_token)
    assert.ok(Number.isInteger(auth_time), String(auth_time))
  })

  for (const [asked, passes] of [
    [{ max_age: String((2 * HOUR) / 1_000) }, true],
    [{ max_age: String(HOUR / 1_000) }, false],
    [{ max_age: '1' }, false],
    [{ max_age: '0' }, false],
    [{}, true],
  ] as [Params, boolean][]) {
    test(`signed in 90 minutes ago, ${JSON.stringify(asked)} ${passes ? 'passes' : 'asks again'}`, async () => {
      const past = movableClock(-90 * MINUTE)
      const old = await flowServer({ now: past })
      await addPerson(old, 'ada@acme.test')
      const client = await addApplication(old, { settings: CODE })
      const browser = await signedInBrowser(old, 'ada@acme.test')
      past.advance(90 * MINUTE)
      const silent = await open(browser, authorizeUrl(old, client, { ...asked, prompt: 'none' }))
      assert.equal(silent.params?.code !== undefined, passes && asked.max_age !== '0')
      if (!passes && asked.max_age !== '0') assert.equal(silent.params?.error, 'login_required')
      const { page, params } = await open(browser, authorizeUrl(old, client, asked))
      assert.equal(params?.code !== undefined, passes)
      if (passes) return
      assert.ok(hasLogin(page))
      const again = answerOf(await signIn(browser, page, 'ada@acme.test'))
      assert.ok(again.params?.code, 'a fresh sign-in passes')
    })
  }
})

describe('how long ago the provider above saw the person', () => {
  const HOUR_AGO: Fault = {
    does: 'has a session of an hour ago',
    claims: (claims) => ({ ...claims, auth_time: Math.floor((Date.now() - HOUR) / 1_000) }),
  }
  let above: MisbehavingProvider
  let world: RunningServer
  let client: App

  before(async () => {
    above = await startMisbehavingProvider()
    world = await flowServer()
    await connect(world, above)
    client = await addApplication(world, { settings: CODE })
  })
  after(() => above.close())

  /** The button of the connection, which keeps what the request asked for. */
  async function throughAbove(browser: Browser, page: BrowserPage): Promise<Answer> {
    const [, href = ''] = /href="([^"]*\/login\/okta[^"]*)"/.exec(page.html) ?? []
    const address = new URL(href.replaceAll('&amp;', '&'), page.url).href
    return answerOf(await browser.get(address, { until: isCallback, from: page.url }))
  }
  const ageOf = async ({ params }: Answer) => {
    const { body } = await exchange(world, client, params?.code)
    return Date.now() / 1_000 - Number(claimsOf(body.id_token).auth_time)
  }

  test('is what an application is told', async () => {
    above.behave(HOUR_AGO)
    const browser = createBrowser()
    const { page } = await open(browser, authorizeUrl(world, client))
    const age = await ageOf(await throughAbove(browser, page))
    assert.ok(age > 3_590 && age < 3_660, `${age} s`)
  })

  test('is too long for a max_age that is shorter: the person signs in anew there', async () => {
    above.behave(HOUR_AGO)
    const browser = createBrowser()
    const { page } = await open(browser, authorizeUrl(world, client, { max_age: '600' }))
    const again = await throughAbove(browser, page)
    assert.ok(hasLogin(again.page), 'asked once more')
    const refused = await throughAbove(browser, again.page)
    assert.match(refused.page.text, /did not pass the checks/)
    above.behave()
    const age = await ageOf(await throughAbove(browser, again.page))
    assert.ok(age < 60, `${age} s`)
  })

  test('is none where the application wants a sign-in anew, and nobody is signed in here', async () => {
    above.behave(HOUR_AGO)
    const browser = createBrowser()
    const { page } = await open(browser, authorizeUrl(world, client, { prompt: 'login' }))
    assert.match((await throughAbove(browser, page)).page.text, /did not pass the checks/)
  })

  test('passes no prompt=login for whoever leaves out of the address that it must be anew', async () => {
    above.behave(HOUR_AGO)
    const browser = createBrowser()
    // First with nobody signed in, and then with the session that this began.
    for (const asked of ['somebody', 'anew']) {
      const { page } = await open(browser, authorizeUrl(world, client, { prompt: 'login' }))
      assert.ok(hasLogin(page), asked)
      const returnTo = new URL(page.url).searchParams.get('return_to') ?? ''
      const address = `${world.url}/login/okta?${new URLSearchParams({ return_to: returnTo })}`
      const silent = await open(browser, address)
      assert.equal(silent.params, undefined, asked)
      assert.ok(hasLogin(silent.page), silent.page.text)
    }
    above.behave()
    const { page } = await open(browser, authorizeUrl(world, client, { prompt: 'login' }))
    assert.ok((await throughAbove(browser, page)).params?.code)
  })
})

describe('who it is', () => {
  test('id_token_hint of the same person passes, and of another one asks', async () => {
    const browser = await signedInBrowser(server, 'ada@acme.test')
    const { id_token } = await tokensOf(server, browser, app)
    const asked = { prompt: 'none', id_token_hint: id_token }
    assert.ok((await open(browser, url(asked))).params?.code)
    const other = await signedInBrowser(server, 'grace@acme.test')
    assert.equal((await open(other, url(asked))).params?.error, 'login_required')
    const { page } = await open(other, url({ id_token_hint: id_token }))
    assert.ok(hasLogin(page))
    assert.ok(answerOf(await signIn(other, page, 'ada@acme.test')).params?.code)
  })

  test('nobody else is let in than the person whom the application named', async () => {
    const hers = await signedInBrowser(server, 'grace@acme.test')
    const { id_token } = await tokensOf(server, hers, app)
    const claims = JSON.stringify({ id_token: { sub: { value: grace.id } } })
    for (const asked of [{ id_token_hint: id_token }, { claims }]) {
      const browser = await signedInBrowser(server, 'ada@acme.test')
      const { page } = await open(browser, url(asked))
      const back = new URL(page.url).searchParams.get('return_to')
      const skipped = await open(browser, `${server.url}${back}`)
      assert.equal(skipped.params, undefined, 'going back without a sign-in')
      const insisted = answerOf(await signIn(browser, skipped.page, 'ada@acme.test'))
      assert.equal(insisted.params?.error, 'login_required')
      const stranger = createBrowser()
      const first = await open(stranger, url(asked))
      const other = answerOf(await signIn(stranger, first.page, 'ada@acme.test'))
      assert.equal(other.params?.error, 'login_required')
      const again = await open(stranger, url(asked))
      assert.ok(answerOf(await signIn(stranger, again.page, 'grace@acme.test')).params?.code)
    }
  })

  test('an essential acr that no sign-in reaches is told to the application', async () => {
    const browser = await signedInBrowser(server, 'ada@acme.test')
    const claims = JSON.stringify({ id_token: { acr: { essential: true, values: ['urn:moon'] } } })
    const { page } = await open(browser, url({ claims }))
    const { params } = answerOf(await signIn(browser, page, 'ada@acme.test'))
    assert.equal(params?.error, 'unmet_authentication_requirements')
  })

  test('a request that is not assigned to the person ends at the application, with the reason', async () => {
    const closed = await addApplication(server, {
      settings: CODE,
      assignments: [{ kind: 'user', userId: grace.id }],
    })
    const browser = await signedInBrowser(server, 'ada@acme.test')
    for (const asked of [{}, { prompt: 'none' }]) {
      const { params } = await open(browser, url(asked, closed))
      assert.equal(params?.error, 'access_denied')
      assert.match(params?.error_description ?? '', /not assigned/)
    }
    const other = await signedInBrowser(server, 'grace@acme.test')
    assert.ok((await open(other, url({}, closed))).params?.code)
  })

  test('a person who was deactivated is asked to sign in, and cannot', async () => {
    const linus = await addPerson(server, 'linus@acme.test')
    const browser = await signedInBrowser(server, 'linus@acme.test')
    const { access_token } = await tokensOf(server, browser, app)
    const actor = { kind: 'system' } as const
    await setUserStatus(server.db, { user: linus, status: 'deactivated', actor }, clock())
    const silent = await open(browser, url({ prompt: 'none' }))
    assert.equal(silent.params?.error, 'login_required')
    const { page } = await open(browser, url())
    const refused = await signIn(browser, page, 'linus@acme.test')
    assert.equal(refused.next, undefined)
    assert.ok(refused.status >= 400 && refused.status < 500)
    const headers = { authorization: `Bearer ${access_token}` }
    assert.equal((await fetch(`${server.url}/oauth2/v1/userinfo`, { headers })).status, 401)
  })
})

describe('idp', () => {
  test('starts the sign-in through that connection, by slug and by id', async () => {
    const at = clock()
    const id = newId('connection', at)
    await insertConnection(server.db, {
      id,
      organizationId: server.organization.id,
      slug: 'upstream',
      name: 'Upstream',
      template: 'oidc',
      enabled: true,
      position: 0,
      wellKnownUrl: 'http://localhost:9/.well-known/openid-configuration',
      issuer: 'http://localhost:9',
      clientId: 'c',
      clientAuthMethod: 'none',
      clientSecretSealed: undefined,
      privateKeySealed: undefined,
      settings: DEFAULT_CONNECTION_SETTINGS,
      createdAt: at,
      updatedAt: at,
    })
    for (const idp of ['upstream', id]) {
      const page = await createBrowser().get(url({ idp }), {
        until: (next) => next.searchParams.get('connection') === 'upstream',
      })
      assert.ok(page.next, page.text)
    }
    const { page } = await open(createBrowser(), url({ idp: server.organization.id }))
    assert.ok(hasLogin(page))
  })
})

describe('consent', () => {
  const allow = { name: 'decision', value: 'allow' }
  const cancel = { name: 'decision', value: 'cancel' }
  const fresh = async (login: string) => {
    await addPerson(server, login)
    return signedInBrowser(server, login)
  }

  test('is asked once for the same scopes, and again for more', async () => {
    const browser = await fresh('once@acme.test')
    const first = await open(browser, url({ scope: 'openid email' }, asking))
    assert.match(first.page.text, /Survey/)
    const allowed = await browser.submit(first.page, {}, { button: allow, until: isCallback })
    assert.ok(answerOf(allowed).params?.code)
    assert.ok((await open(browser, url({ scope: 'openid email' }, asking))).params?.code)
    const told = await listEvents(server.db, server.organization.id, {
      type: 'app.oauth2.consent.grant',
    })
    assert.equal(told.length, 1)
    const more = await open(browser, url({ scope: 'openid email profile' }, asking))
    assert.equal(more.params, undefined)
  })

  test('is asked for a claim by its name as for the scope that it is of', async () => {
    const browser = await fresh('named@acme.test')
    const claims = (name: string) => ({
      scope: 'openid',
      claims: JSON.stringify({ id_token: { [name]: null } }),
    })
    const { page } = await open(browser, url(claims('email'), asking))
    assert.match(page.text, /your e-mail address/)
    const allowed = await browser.submit(page, {}, { button: allow, until: isCallback })
    const { body } = await exchange(server, asking, answerOf(allowed).params?.code)
    assert.equal(claimsOf(body.id_token).email, 'named@acme.test')
    assert.ok((await open(browser, url(claims('email_verified'), asking))).params?.code)
    assert.ok((await open(browser, url(claims('groups'), asking))).params?.code, 'by scope alone')
    const more = await open(browser, url(claims('name'), asking))
    assert.match(more.page.text, /your name/)
    const none = { ...claims('name'), prompt: 'none' }
    assert.equal((await open(browser, url(none, asking))).params?.error, 'consent_required')
  })

  test('prompt=none without it is consent_required', async () => {
    const browser = await fresh('none@acme.test')
    const { params } = await open(browser, url({ prompt: 'none' }, asking))
    assert.equal(params?.error, 'consent_required')
  })

  test('prompt=consent asks again, and offline_access alone does not', async () => {
    const browser = await fresh('again@acme.test')
    const asked = { scope: 'openid offline_access' }
    const first = await open(browser, url(asked, asking))
    await browser.submit(first.page, {}, { button: allow, until: isCallback })
    assert.ok((await open(browser, url(asked, asking))).params?.code)
    const { page, params } = await open(browser, url({ ...asked, prompt: 'consent' }, asking))
    assert.equal(params, undefined)
    const allowed = await browser.submit(page, {}, { button: allow, until: isCallback })
    const tokens = await exchange(server, asking, answerOf(allowed).params?.code)
    assert.ok(tokens.body.refresh_token)
  })

  for (const [asked, login] of [
    [{ prompt: 'login' }, 'one@acme.test'],
    [{ prompt: 'login consent' }, 'two@acme.test'],
    [{ prompt: 'consent', max_age: '0' }, 'three@acme.test'],
    [{ prompt: 'consent', max_age: '1' }, 'four@acme.test'],
  ] as const) {
    test(`is asked once beside a sign-in that is asked for too: ${JSON.stringify(asked)}`, async () => {
      const browser = await fresh(login)
      clock.advance(5_000)
      const { page } = await open(browser, url(asked, asking))
      const question = await signIn(browser, page, login)
      assert.match(question.text, /Survey/)
      clock.advance(5_000)
      const done = await browser.submit(question, {}, { button: allow, until: isCallback })
      assert.ok(answerOf(done).params?.code, done.text)
    })
  }

  test('prompt=consent does not ask where the administrator has trusted the application', async () => {
    const browser = await fresh('trusted@acme.test')
    assert.ok((await open(browser, url({ prompt: 'consent' }))).params?.code)
  })

  test('cancelling is told to the application as access_denied', async () => {
    const browser = await fresh('cancel@acme.test')
    const { page } = await open(browser, url({}, asking))
    const done = await browser.submit(page, {}, { button: cancel, until: isCallback })
    assert.equal(answerOf(done).params?.error, 'access_denied')
    assert.equal((await open(browser, url({}, asking))).params, undefined, 'and nothing was given')
  })

  test('another person cannot answer it, nor can another site', async () => {
    const browser = await fresh('mine@acme.test')
    const { page } = await open(browser, url({}, asking))
    const thief = await signedInBrowser(server, 'grace@acme.test')
    const seen = await thief.get(page.url)
    assert.doesNotMatch(seen.text, /Survey/)
    await thief.post(page.url, { decision: 'allow' })
    const foreign = await browser.post(
      page.url,
      { decision: 'allow' },
      { from: 'https://evil.test/', headers: { origin: 'https://evil.test' } },
    )
    assert.equal(foreign.status, 403)
    const later = await open(browser, url({}, asking))
    assert.equal(later.params, undefined, 'nothing was given')
  })

  test('an empty POST gives nothing', async () => {
    const browser = await fresh('empty@acme.test')
    const { page } = await open(browser, url({}, asking))
    const done = await browser.post(page.url, {}, { until: isCallback })
    assert.equal(answerOf(done).params?.code, undefined)
  })

  test('the login screen comes first, then the question, then the answer', async () => {
    await addPerson(server, 'whole@acme.test')
    const browser = createBrowser()
    const { page } = await open(browser, url({}, asking))
    const question = await signIn(browser, page, 'whole@acme.test')
    assert.match(question.text, /Survey/)
    const done = await browser.submit(question, {}, { button: allow, until: isCallback })
    assert.ok(answerOf(done).params?.code)
    assert.ok(!done.html.includes(PASSWORD))
  })
})
