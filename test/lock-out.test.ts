import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { MINUTE, SECOND } from '../src/base/clock.ts'
import { type AdminClient, pathsOf, signedInAs } from './support/admin-client.ts'
import { createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { movableClock } from './support/movable-clock.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'
import { type RunningServer, startServer } from './support/running-server.ts'
import { testedBy } from './support/tested-lately.ts'

let provider: MisbehavingProvider
before(async () => {
  provider = await startMisbehavingProvider()
})
after(() => provider.close())

for (const engine of engines) {
  describe(`nobody is locked out on ${engine.name}`, () => {
    let server: RunningServer
    let owner: AdminClient
    let okta: string
    const clock = movableClock()
    before(async () => {
      server = await startServer(await engine.fresh(), { now: clock })
      owner = await signedInAs(server, 'owner')
      okta = (await owner.make('/connections', wanted('okta'))).body.id
    })
    after(() => server.close())

    const wanted = (slug: string) => ({
      slug,
      name: 'Okta',
      wellKnownUrl: provider.wellKnownUrl,
      clientId: provider.clientId,
      clientSecret: provider.clientSecret,
    })

    async function change(path: string, body: object) {
      const { etag } = await owner.get(path)
      return owner.call('PATCH', path, body, { version: etag })
    }
    const passwords = (passwordSignIn: boolean) =>
      change('/organization', { settings: { passwordSignIn } })

    test('passwords are not turned off before a test, nor long after one, nor by the test of somebody else', async () => {
      const untested = await passwords(false)
      assert.equal(untested.status, 409)
      assert.equal(untested.body.code, 'test_required')
      assert.deepEqual(pathsOf(untested), ['settings.passwordSignIn'])
      assert.match(untested.body.detail, /Test a connection first/)
      const another = await signedInAs(server, 'admin')
      await testedBy(server, another.user)
      await testedBy(server, owner.user, Date.now() - 11 * MINUTE)
      assert.equal((await passwords(false)).status, 409)
    })

    test('a test counts for the values that were tested, and for no others', async () => {
      await testedBy(server, owner.user)
      await change(`/connections/${okta}`, { settings: { scopes: ['openid', 'email'] } })
      assert.equal((await passwords(false)).status, 409)
      await testedBy(server, owner.user)
      assert.equal((await passwords(false)).status, 200)
    })

    test('the only connection left is changed, or left alone, after a test only', async () => {
      const path = `/connections/${okta}`
      assert.equal(
        (await change(path, { name: 'Our Okta' })).status,
        200,
        'a name locks nobody out',
      )
      const refused = await change(path, { clientSecret: 'another' })
      assert.deepEqual([refused.status, refused.body.code], [409, 'test_required'])
      assert.match(refused.body.detail, /Our Okta would be the only way to sign in/)

      const second = (await owner.make('/connections', wanted('second'))).body.id
      assert.equal((await change(path, { settings: { scopes: ['openid'] } })).status, 200)
      assert.equal((await owner.call('POST', `/connections/${second}/disable`)).status, 409)
      assert.equal((await owner.call('DELETE', `/connections/${second}`)).status, 409)
      await testedBy(server, owner.user)
      assert.equal((await owner.call('POST', `/connections/${second}/disable`)).status, 200)
      assert.equal((await owner.call('DELETE', `/connections/${second}`)).status, 204)
      assert.equal((await owner.call('POST', `${path}/disable`)).status, 409)
    })

    test('where one connection is the only way in the screen is skipped, and stays after a sign-out or a failure', async () => {
      const isAway = (url: URL) => url.href.startsWith(provider.issuer)
      const there = `${server.url}/login?return_to=/account`
      assert.match((await createBrowser().get(there)).text, /Sign in with/)
      const policy = { settings: { signInPolicy: { automaticRedirect: true } } }
      assert.equal((await change('/organization', policy)).status, 200)
      clock.advance(3 * SECOND)
      const away = await createBrowser().get(there, { until: isAway })
      assert.equal(away.next && new URL(away.next).origin, new URL(provider.issuer).origin)
      assert.match((await createBrowser().get(`${there}&stay=1`)).text, /Sign in with/)
      const out = await createBrowser().get(`${server.url}/logged-out`)
      assert.match(out.html, /href="\/login\?stay=1"/)
      const failed = await createBrowser().get(`${server.url}/sso/openid?code=x&state=y`)
      assert.match(failed.html, /href="\/login\?stay=1"/)
    })
  })
}
