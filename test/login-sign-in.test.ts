import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { createBrowser } from './support/browser.ts'
import {
  addPerson,
  connect,
  countWritten,
  PASSWORD,
  startLoginServer,
} from './support/login-server.ts'
import { startMisbehavingProvider } from './support/peers/misbehaving-provider.ts'

async function signInAtHand() {
  const server = await startLoginServer()
  const provider = await startMisbehavingProvider()
  after(() => provider.close())
  const connection = await connect(server, provider)
  return { server, provider, connection, browser: createBrowser() }
}

describe('a sign-in through a connection', () => {
  test('signs the person in and goes on to where they were going', async () => {
    const { server, browser } = await signInAtHand()

    const screen = await browser.get(`${server.url}/login?return_to=/welcome`)
    assert.match(screen.text, /Sign in with Okta/)
    const page = await browser.get(`${server.url}/login/okta?return_to=/welcome`)

    assert.equal(page.text, 'welcome')
    assert.deepEqual(await countWritten(server.db), { user: 1, identity: 1, session: 1 })
    const traces = await server.traces()
    assert.deepEqual(
      traces.map(({ outcome, steps }) => [outcome, ...steps.map(({ name }) => name)]),
      [
        ['going_on', 'find_connection', 'discover_provider', 'send_to_provider'],
        [
          'succeeded',
          'match_attempt',
          'find_connection',
          'discover_provider',
          'check_response',
          'exchange_code',
          'check_id_token',
          'read_userinfo',
          'find_user',
          'start_session',
        ],
      ],
    )
    assert.equal(traces[0]?.code, traces[1]?.code, 'the legs of one attempt share its code')
  })

  test('password', async () => {
    const { server, browser } = await signInAtHand()
    await addPerson(server)
    const screen = await browser.get(`${server.url}/login?return_to=/welcome`)
    const wrong = await browser.submit(screen, { login: 'ada@acme.test', password: 'nope' })
    assert.equal(wrong.status, 401)
    const page = await browser.submit(wrong, { login: 'ada@acme.test', password: PASSWORD })
    assert.equal(page.text, 'welcome')
  })
})
