import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setUserStatus } from '../src/core/users/set-user-status.ts'
import type { User } from '../src/core/users/user.ts'
import { createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import {
  addApplication,
  addPerson,
  PASSWORD,
  type RunningServer,
  startServer,
} from './support/running-server.ts'

// What Okta's browser library asks of /api/v1/sessions/me. That it gets on with the answers is
// tested with the library itself, in interop-okta-auth-js.test.ts.

const TRUSTED = 'http://localhost:8080'
const TRUSTED_BY_ONE_THAT_IS_OFF = 'http://localhost:8081'
const A_REDIRECT_ONLY = 'http://localhost:8082'

const STRANGERS = [
  { who: 'an origin that nobody trusts', headers: { origin: 'http://localhost:9999' } },
  {
    who: 'an origin that only an inactive application trusts',
    headers: { origin: TRUSTED_BY_ONE_THAT_IS_OFF },
  },
  { who: 'an origin that is only redirected to', headers: { origin: A_REDIRECT_ONLY } },
  { who: 'a sandboxed frame', headers: { origin: 'null' } },
  { who: 'a trusted origin’s beginning', headers: { origin: 'http://localhost:808' } },
  { who: 'a pattern in place of an origin', headers: { origin: '%' } },
  {
    who: 'another site’s page that sends no origin',
    headers: { 'sec-fetch-site': 'cross-site' },
  },
]

for (const engine of engines) {
  describe(`sessions/me, ${engine.name}`, () => {
    let server: RunningServer
    before(async () => {
      server = await startServer(await engine.fresh())
      await addApplication(server, {
        settings: { trustedOrigins: [TRUSTED], redirectUris: [`${A_REDIRECT_ONLY}/callback`] },
      })
      await addApplication(server, {
        status: 'inactive',
        settings: { trustedOrigins: [TRUSTED_BY_ONE_THAT_IS_OFF] },
      })
    })
    after(() => server.close())

    const ask = (init: Readonly<{ method?: string; headers?: Record<string, string> }> = {}) =>
      fetch(`${server.url}/api/v1/sessions/me`, init)

    async function signIn(login: string): Promise<{ cookie: string; user: User }> {
      const user = await addPerson(server, login)
      const browser = createBrowser()
      const form = await browser.get(`${server.url}/login`)
      await browser.submit(form, { login, password: PASSWORD })
      const asked = { url: new URL(server.url), method: 'GET', initiator: undefined } as const
      return { cookie: browser.cookies.headerFor(asked) ?? '', user }
    }

    test('tells who is signed in, to a page at a trusted origin', async () => {
      const { cookie, user } = await signIn('ada@acme.test')
      const answer = await ask({ headers: { origin: TRUSTED, cookie } })
      assert.equal(answer.status, 200)
      assert.equal(answer.headers.get('access-control-allow-origin'), TRUSTED)
      assert.equal(answer.headers.get('access-control-allow-credentials'), 'true')
      assert.match(answer.headers.get('vary') ?? '', /Origin/)
      assert.equal(answer.headers.get('cache-control'), 'no-store')
      assert.partialDeepStrictEqual(await answer.json(), {
        status: 'ACTIVE',
        login: 'ada@acme.test',
        userId: user.id,
      })
    })

    test('answers 404 in Okta’s form where nobody is signed in', async () => {
      const answer = await ask({ headers: { origin: TRUSTED } })
      assert.equal(answer.status, 404)
      assert.equal(answer.headers.get('access-control-allow-origin'), TRUSTED)
      assert.partialDeepStrictEqual(await answer.json(), { errorCode: 'E0000007' })
    })

    test('answers 404 as soon as the person is suspended', async () => {
      const { cookie, user } = await signIn('linus@acme.test')
      assert.equal((await ask({ headers: { cookie } })).status, 200)
      const change = { user, status: 'suspended', actor: { kind: 'system' } } as const
      await setUserStatus(server.db, change, Date.now())
      assert.equal((await ask({ headers: { cookie } })).status, 404)
    })

    for (const { who, headers } of STRANGERS) {
      test(`refuses ${who}, in reading and in ending, and ends nothing`, async () => {
        const { cookie } = await signIn(`${who.replace(/\W/g, '-')}@acme.test`)
        for (const method of ['GET', 'DELETE', 'OPTIONS']) {
          const answer = await ask({ method, headers: { ...headers, cookie } })
          assert.equal(answer.status, 403, method)
          assert.equal(answer.headers.get('access-control-allow-origin'), null)
          assert.equal(answer.headers.get('access-control-allow-methods'), null)
        }
        assert.equal((await ask({ headers: { cookie } })).status, 200)
      })
    }

    test('ends the session for a trusted origin, once', async () => {
      const { cookie } = await signIn('grace@acme.test')
      const preflight = await ask({
        method: 'OPTIONS',
        headers: { origin: TRUSTED, 'access-control-request-method': 'DELETE' },
      })
      assert.equal(preflight.status, 204)
      assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /DELETE/)
      assert.match(
        preflight.headers.get('access-control-allow-headers') ?? '',
        /X-Okta-User-Agent-Extended/,
      )

      const end = { method: 'DELETE', headers: { origin: TRUSTED, cookie } }
      const ended = await ask(end)
      assert.equal(ended.status, 204)
      assert.match(ended.headers.get('set-cookie') ?? '', /Max-Age=0/)
      assert.equal((await ask({ headers: { cookie } })).status, 404)
      assert.equal((await ask(end)).status, 404)
    })
  })
}
