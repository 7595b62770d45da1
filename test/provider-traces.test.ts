import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { findAttempt } from '../src/core/audit/attempt-store.ts'
import { listEvents } from '../src/core/audit/event-search-store.ts'
import type { TraceRecord } from '../src/core/audit/trace.ts'
import { createBrowser } from './support/browser.ts'
import {
  answerOf,
  authorizeUrl,
  CHALLENGE,
  CODE,
  EVERYTHING,
  exchange,
  flowServer,
  isCallback,
  open,
  type Params,
  post,
  refresh,
  signedInBrowser,
  signIn,
  tokensOf,
  VERIFIER,
} from './support/provider-flows.ts'
import {
  addApplication,
  addPerson,
  PASSWORD,
  type RunningServer,
} from './support/running-server.ts'
import { storedLegs } from './support/stored-legs.ts'

type App = Awaited<ReturnType<typeof addApplication>>

let server: RunningServer
let app: App

before(async () => {
  server = await flowServer()
  await addPerson(server, 'ada@acme.test')
  app = await addApplication(server, { settings: CODE })
})

type Row = TraceRecord

/** What the provider's end wrote since the last time, once the writer has caught up. */
let seen = 0
async function traces(atLeast: number): Promise<Row[]> {
  for (;;) {
    const rows = (await storedLegs(server.db)).filter(({ side }) => side === 'provider')
    if (rows.length >= seen + atLeast) {
      const fresh = rows.slice(seen)
      seen = rows.length
      return fresh
    }
    await new Promise((done) => setTimeout(done, 20))
  }
}

const failing = (row: Row | undefined) => row?.steps.find(({ failure }) => failure)?.name

describe('one attempt, one code', () => {
  test('over authorize, the login screen, the way back and tokens', async () => {
    const browser = createBrowser()
    const { page } = await open(browser, authorizeUrl(server, app))
    const { params } = answerOf(await signIn(browser, page, 'ada@acme.test'))
    await exchange(server, app, params?.code)
    const [first] = await traces(3)
    const attempt = await findAttempt(server.db, server.organization.id, first?.code ?? '')
    assert.deepEqual(
      attempt?.legs.map(({ side, caller, outcome, steps }) => [
        `${side} ${caller}`,
        outcome,
        steps.at(-1)?.name,
      ]),
      [
        ['provider browser', 'going_on', 'ask_person'],
        ['app browser', 'succeeded', 'start_session'],
        ['provider browser', 'succeeded', 'send_response'],
        ['provider application', 'succeeded', 'token_request'],
      ],
    )
    assert.deepEqual([attempt?.outcome, attempt?.applicationId], ['succeeded', app.id])
    const read = first?.steps.find(({ name }) => name === 'read_request')
    assert.equal(read?.detail?.prompt, undefined, 'what the application did not send is not told')
  })

  test('from a pushed request on', async () => {
    const fields = Object.fromEntries(new URL(authorizeUrl(server, app)).searchParams)
    const { body } = await post(server, 'par', fields, { client: app })
    const address = `${server.url}/oauth2/v1/authorize?client_id=${app.clientId}&request_uri=${body.request_uri}`
    await open(createBrowser(), address)
    const [pushed, authorize] = await traces(2)
    assert.equal(pushed?.code, authorize?.code)
  })

  test('a link to the login screen of somebody else’s request joins nothing', async () => {
    const { page } = await open(createBrowser(), authorizeUrl(server, app))
    const stranger = createBrowser()
    const screen = await stranger.get(page.url)
    await stranger.submit(screen, { login: 'ada@acme.test', password: 'wrong' })
    // One browser after the other: what the second wrote is stored after what the first did.
    await open(createBrowser(), authorizeUrl(server, app))
    const [begun] = await traces(2)
    const legs = await storedLegs(server.db)
    const refused = legs.findLast(({ outcome, side }) => side === 'app' && outcome === 'refused')
    assert.ok(refused)
    assert.notEqual(refused.code, begun?.code)
  })

  test('tokens renewed later are no sign-in: only a failure leaves a trace, of its own', async () => {
    const browser = await signedInBrowser(server, 'ada@acme.test')
    const scope = 'openid offline_access'
    const { params } = await open(browser, authorizeUrl(server, app, { scope }))
    const tokens = await exchange(server, app, params?.code)
    await refresh(server, app, tokens.body.refresh_token)
    await refresh(server, app, tokens.body.refresh_token, { scope: 'openid phone' })
    const [authorized, exchanged, renewal] = await traces(3)
    assert.equal(authorized?.code, exchanged?.code)
    assert.notEqual(renewal?.code, authorized?.code)
    assert.deepEqual(
      [renewal?.outcome, renewal?.steps[0]?.detail?.continues],
      ['failed', authorized?.code],
    )
  })

  test('an answer without a code is an answer too', async () => {
    const hybrid = await addApplication(server, { settings: EVERYTHING })
    const browser = createBrowser()
    const asked = { response_type: 'id_token', nonce: 'n' }
    const { page } = await open(browser, authorizeUrl(server, hybrid, asked))
    await signIn(browser, page, 'ada@acme.test')
    const rows = await traces(2)
    assert.deepEqual(
      rows.map(({ outcome }) => outcome),
      ['going_on', 'succeeded'],
    )
  })
})

describe('a failed one names the step', () => {
  const ROWS: readonly (readonly [string, Params, string, string])[] = [
    ['an unknown application', { client_id: 'nobody' }, 'find_application', 'failed'],
    ['an address', { redirect_uri: 'https://evil.tld/' }, 'check_redirect_uri', 'failed'],
    ['a response type', { response_type: 'token' }, 'read_request', 'failed'],
    ['nobody signed in', { prompt: 'none' }, 'check_session', 'failed'],
  ]
  for (const [what, asked, step, outcome] of ROWS) {
    test(`${what}: ${step}`, async () => {
      const { page } = await open(createBrowser(), authorizeUrl(server, app, asked))
      const [row] = await traces(1)
      assert.deepEqual([failing(row), row?.outcome], [step, outcome])
      if (!page.next) assert.ok(page.text.includes(row?.code ?? '?'), 'the page shows its code')
    })
  }

  test('the person: not assigned, and not allowing it', async () => {
    const closed = await addApplication(server, { settings: CODE, assignments: [] })
    const browser = await signedInBrowser(server, 'ada@acme.test')
    await open(browser, authorizeUrl(server, closed))
    const [unassigned] = await traces(1)
    assert.deepEqual([failing(unassigned), unassigned?.outcome], ['check_assignment', 'refused'])

    const asking = await addApplication(server, { settings: { ...CODE, consent: 'REQUIRED' } })
    await open(browser, authorizeUrl(server, asking, { prompt: 'none' }))
    assert.equal(failing((await traces(1))[0]), 'ask_person')
    const { page } = await open(browser, authorizeUrl(server, asking))
    const button = { name: 'decision', value: 'cancel' }
    await browser.submit(page, {}, { button, until: isCallback })
    const [asked, cancelled] = await traces(2)
    const order = ['check_session', 'check_assignment', 'ask_person']
    assert.deepEqual(
      asked?.steps.slice(-3).map(({ name }) => name),
      order,
    )
    assert.deepEqual([failing(cancelled), cancelled?.outcome], ['ask_person', 'refused'])
  })

  test('tokens: a wrong secret, a replayed code, with the reason that the caller is not told', async () => {
    const browser = await signedInBrowser(server, 'ada@acme.test')
    const { params } = await open(browser, authorizeUrl(server, app))
    await exchange(server, { ...app, clientSecret: 'wrong' }, params?.code)
    await exchange(server, app, params?.code)
    await exchange(server, app, params?.code)
    const [, wrong, , replayed] = await traces(4)
    assert.deepEqual([failing(wrong), failing(replayed)], ['token_request', 'token_request'])
    const reason = (row: Row | undefined) => row?.steps.at(-1)?.failure?.message ?? ''
    assert.match(reason(wrong), /invalid secret/)
    assert.match(reason(replayed), /already/)
  })
})

test('no secret, code or token is in a trace, an event, or in the clear in any row', async () => {
  const hybrid = await addApplication(server, { settings: EVERYTHING })
  const tv = await addApplication(server, {
    settings: { grantTypes: ['urn:ietf:params:oauth:grant-type:device_code'] },
  })
  const browser = createBrowser()
  const planted: string[] = [hybrid.clientSecret, PASSWORD, VERIFIER, 'planted-st4te-value']
  const keep = (...values: unknown[]) => planted.push(...values.filter(Boolean).map(String))

  const pkce = { code_challenge: CHALLENGE, code_challenge_method: 'S256' }
  const asked = { ...pkce, scope: 'openid offline_access', state: 'planted-st4te-value' }
  const first = await open(browser, authorizeUrl(server, hybrid, asked))
  const back = answerOf(await signIn(browser, first.page, 'ada@acme.test'))
  const tokens = await exchange(server, hybrid, back.params?.code, { code_verifier: VERIFIER })
  const renewed = await refresh(server, hybrid, tokens.body.refresh_token)
  const front = { response_type: 'code id_token token', nonce: 'n' }
  const implicit = await open(browser, authorizeUrl(server, hybrid, front, 'default'))
  const jwt = await tokensOf(server, browser, hybrid, { name: 'default' })
  // A second question while somebody is signed in: it is kept with the session it came from.
  await open(browser, authorizeUrl(server, hybrid, { prompt: 'login' }))
  const device = await post(server, 'device/authorize', { scope: 'openid' }, { client: tv })
  const activation = await browser.get(String(device.body.verification_uri_complete))
  await browser.submit(activation, {}, { button: { name: 'decision', value: 'allow' } })
  // Failures tell more than successes.
  await exchange(server, hybrid, back.params?.code, { client_secret: hybrid.clientSecret })
  await refresh(server, hybrid, tokens.body.refresh_token, { scope: 'openid phone' })

  keep(back.params?.code, implicit.params?.code)
  for (const from of [tokens.body, renewed.body, implicit.params ?? {}, jwt]) {
    const { access_token, refresh_token, id_token } = from as Record<string, unknown>
    keep(access_token, refresh_token, id_token)
  }
  keep(device.body.device_code)
  keep(...browser.cookies.all().map(({ value }) => value))
  await traces(7)
  assert.ok((await listEvents(server.db, server.organization.id)).length > 0)

  for (const table of ['trace', 'event', 'artifact', 'session', 'application_secret'] as const) {
    const rows = await server.db.selectFrom(table).selectAll().execute()
    const text = JSON.stringify(rows)
    for (const value of planted) {
      // The request itself waits in the interaction's row, and state is the application's own.
      if (table === 'artifact' && value === 'planted-st4te-value') continue
      assert.ok(!text.includes(value), `${value.slice(0, 12)}… stands in ${table}`)
    }
  }
})
