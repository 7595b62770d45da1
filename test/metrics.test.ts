import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ROUTE_NAMES, routeName } from '../src/front/metrics/route-name.ts'
import { signedInAs } from './support/admin-client.ts'
import { createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { freePortTriple } from './support/latchkey-process.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'
import { type RunningServer, startServer } from './support/running-server.ts'

for (const engine of engines) {
  describe(`metrics on ${engine.name}`, () => {
    let server: RunningServer
    let provider: MisbehavingProvider
    let metrics = ''

    before(async () => {
      const operationsPort = await freePortTriple()
      metrics = `http://127.0.0.1:${operationsPort}/metrics`
      server = await startServer(await engine.fresh(), { operationsPort })
      provider = await startMisbehavingProvider()
      const owner = await signedInAs(server, 'owner')
      const { body } = await owner.make('/connections', {
        slug: 'okta',
        name: 'Okta',
        wellKnownUrl: provider.wellKnownUrl,
        clientId: provider.clientId,
        clientSecret: provider.clientSecret,
      })
      await owner.call('POST', `/connections/${body.id}/health/probe`)
    })
    after(async () => {
      await server.close()
      await provider.close()
    })

    test('are at the address of operations, with what is known of each provider', async () => {
      await createBrowser().get(`${server.url}/login/okta`)
      const response = await fetch(metrics)
      assert.equal(response.status, 200)
      const text = await response.text()
      assert.match(text, /^latchkey_database_up 1$/m)
      const okta = 'organization="acme",connection="okta"'
      assert.match(text, new RegExp(`^latchkey_connection_up\\{${okta}\\} 1$`, 'm'))
      assert.match(text, new RegExp(`^latchkey_connection_clock_ahead_seconds\\{${okta}\\} `, 'm'))
      assert.match(text, /^latchkey_audit_unsealed_events \d/m)
      assert.match(text, /^latchkey_traces_waiting \d/m)
      assert.match(text, /^latchkey_traces_dropped 0$/m)
      assert.match(text, /^latchkey_mail_waiting 0$/m)
      assert.match(text, /^latchkey_sign_in_legs_total\{side="[a-z_]+",outcome="[a-z_]+",/m)
      assert.match(text, /^process_cpu_seconds_total /m)
      assert.equal((await fetch(metrics.replace('metrics', 'else'))).status, 404)
    })

    test('are not served where strangers ask', async () => {
      const answer = await fetch(`${server.url}/metrics`)
      assert.equal(answer.status, 404)
      assert.doesNotMatch(await answer.text(), /latchkey_|process_cpu/)
    })

    test('have no series that a stranger could make', async () => {
      const strange = 'kX7-planted'
      await fetch(`${server.url}/${strange}`)
      await fetch(`${server.url}/login/${strange}?error=${strange}`)
      await fetch(`${server.url}/oauth2/v1/authorize?client_id=${strange}&state=${strange}`)
      await fetch(`${server.url}/sso/openid?error=${strange}&state=${strange}`)
      const text = await (await fetch(metrics)).text()
      assert.doesNotMatch(text, new RegExp(strange))
      const routes = [...text.matchAll(/route="([^"]*)"/g)].map(([, name]) => name ?? '')
      assert.ok(routes.length > 0)
      assert.deepEqual(
        routes.filter((name) => !ROUTE_NAMES.includes(name)),
        [],
      )
    })
  })
}

test('paths are counted by the part of the server they belong to', () => {
  const cases = {
    '/oauth2/default/v1/authorize': 'authorize',
    '/oauth2/v1/token': 'token',
    '/.well-known/openid-configuration': 'discovery',
    '/sso/openid/okta': 'callback',
    '/api/v1/users': 'api',
    '/scim/v2/Users': 'scim',
    '/whatever': 'other',
  }
  for (const [path, name] of Object.entries(cases)) assert.equal(routeName(path), name, path)
})
