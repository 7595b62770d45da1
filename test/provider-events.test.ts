import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { type ApplicationSettings, DEVICE_CODE } from '../src/core/applications/application.ts'
import { listEvents } from '../src/core/audit/event-search-store.ts'
import { type Browser, createBrowser } from './support/browser.ts'
import {
  authorizeUrl,
  CODE,
  flowServer,
  open,
  post,
  refresh,
  signedInBrowser,
  tokensOf,
} from './support/provider-flows.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'

type App = Awaited<ReturnType<typeof addApplication>>

let server: RunningServer
let browser: Browser
let ada: Awaited<ReturnType<typeof addPerson>>

before(async () => {
  server = await flowServer()
  ada = await addPerson(server, 'ada@acme.test')
  browser = await signedInBrowser(server, 'ada@acme.test')
})

/** An application whose client id somebody chose: its own id is another name. */
let made = 0
const addClosed = (settings: Partial<ApplicationSettings>) => {
  made += 1
  return addApplication(server, { clientId: `chosen-${made}`, settings, assignments: [] })
}

const attempts = async ({ id }: App) => {
  const events = await listEvents(server.db, server.organization.id, { target: id })
  return events.map(({ type, outcome, actor }) => [type, outcome, actor.id])
}

const told = async (type: string) => {
  const events = await listEvents(server.db, server.organization.id)
  return events.filter((event) => event.type === type)
}

describe('whoever opens an application that is not assigned to them is in the audit log', () => {
  const REFUSED = [['app.generic.unauth_app_access_attempt', 'failure']]
  const byAda = () => REFUSED.map((line) => [...line, ada.id])

  test('from the application, under the id that the console shows', async () => {
    const closed = await addClosed(CODE)
    const { params } = await open(browser, authorizeUrl(server, closed))
    assert.equal(params?.error, 'access_denied')
    assert.deepEqual(await attempts(closed), byAda())
  })

  test('and whoever is assigned is told of as signed in to it', async () => {
    const opened = await addApplication(server, { settings: CODE })
    await open(browser, authorizeUrl(server, opened))
    assert.deepEqual(await attempts(opened), [['user.authentication.sso', 'success', ada.id]])
  })

  test('from a tile', async () => {
    const initiateLoginUri = 'http://localhost:9/start'
    const closed = await addClosed({ ...CODE, loginMode: 'SPEC', initiateLoginUri })
    await browser.get(`${server.url}/home/oidc_client/${closed.id}/${closed.linkId}`)
    assert.deepEqual(await attempts(closed), byAda())
  })

  test('from a device', async () => {
    const closed = await addClosed({ grantTypes: [DEVICE_CODE] })
    const asked = await post(server, 'device/authorize', { scope: 'openid' }, { client: closed })
    const form = { user_code: String(asked.body.user_code), decision: 'allow' }
    await browser.post(`${server.url}/activate`, form)
    assert.deepEqual(await attempts(closed), byAda())
  })

  test('and a stranger is not: nobody fills the log without being known', async () => {
    const closed = await addClosed(CODE)
    await open(createBrowser(), authorizeUrl(server, closed, { prompt: 'none' }))
    assert.deepEqual(await attempts(closed), [])
  })
})

test('a rotated refresh token that comes back too late is told, with whose it was', async () => {
  const refreshToken = { rotation: 'ROTATE', leewaySeconds: 0 } as const
  const app = await addApplication(server, { settings: { ...CODE, refreshToken } })
  const { refresh_token } = await tokensOf(server, browser, app)
  await refresh(server, app, refresh_token)
  assert.equal((await refresh(server, app, refresh_token)).status, 400)
  // The family is gone: what comes after that is a token that nobody knows.
  assert.equal((await refresh(server, app, refresh_token)).status, 400)
  const [event, ...more] = await told('app.oauth2.token.detect_reuse')
  assert.deepEqual(more, [])
  assert.deepEqual(
    [event?.actor.id, event?.target?.id, event?.outcome],
    [app.id, ada.id, 'failure'],
  )
  assert.deepEqual(event?.detail, { reused: 'refresh_token' })
})

for (const name of ['org', 'default'] as const) {
  test(`what an application of ${name} gives back is told, and what is not its own is not`, async () => {
    const app = await addApplication(server, { settings: CODE })
    const other = await addApplication(server, { settings: CODE })
    const { access_token, refresh_token } = await tokensOf(server, browser, app, { name })
    for (const token of ['unknown', refresh_token]) {
      await post(server, 'revoke', { token }, { client: other, name })
    }
    for (const token of [access_token, refresh_token, refresh_token]) {
      await post(server, 'revoke', { token }, { client: app, name })
    }
    const events = await told('app.oauth2.token.revoke')
    const ours = events.filter(({ actor }) => actor.id === app.id || actor.id === other.id)
    assert.deepEqual(
      ours.map(({ actor, target, detail }) => [actor.id, target?.id, detail.revoked]),
      [
        [app.id, ada.id, 'RefreshToken'],
        [app.id, ada.id, 'AccessToken'],
      ],
    )
  })
}
