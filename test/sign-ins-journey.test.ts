import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type AdminClient, signedInAs } from './support/admin-client.ts'
import { addConnection } from './support/admin-world.ts'
import { createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { FAULTS, type FaultName } from './support/peers/faults/faults.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'
import {
  authorizeUrl,
  CALLBACK,
  CODE,
  exchange,
  isCallback,
  open,
  signedInBrowser,
} from './support/provider-flows.ts'
import {
  addApplication,
  addPerson,
  PASSWORD,
  type RunningServer,
  startServer,
} from './support/running-server.ts'

type Item = Readonly<{ code: string; outcome: string; [name: string]: unknown }>

for (const engine of engines) {
  describe(`sign-ins as an administrator sees them on ${engine.name}`, () => {
    let server: RunningServer
    let provider: MisbehavingProvider
    let app: Awaited<ReturnType<typeof addApplication>>
    let connection: Awaited<ReturnType<typeof addConnection>>
    let admin: AdminClient

    before(async () => {
      server = await startServer(await engine.fresh())
      provider = await startMisbehavingProvider()
      const { issuer, wellKnownUrl, clientId, clientSecret } = provider
      const clientSecretSealed = await server.sealer.seal(clientSecret)
      const known = { issuer, wellKnownUrl, clientId, clientSecretSealed }
      connection = await addConnection(server, 'okta', known)
      app = await addApplication(server, { settings: CODE })
      admin = await signedInAs(server, 'auditor')
    })
    after(async () => {
      await server.close()
      await provider.close()
    })

    /** The list, once the writer has caught up. */
    async function list(query: string, isThere: (items: Item[]) => boolean): Promise<Item[]> {
      for (;;) {
        const { status, body } = await admin.get(`/sign-ins?${query}`)
        assert.equal(status, 200, JSON.stringify(body))
        if (isThere(body.items)) return body.items
        await new Promise((done) => setTimeout(done, 20))
      }
    }
    const newest = async (query: string, many = 1) =>
      (await list(query, ({ length }) => length >= many))[0] ?? assert.fail()

    /** From the application through the provider and back to it. */
    async function journey(browser = createBrowser()) {
      const screen = await browser.get(authorizeUrl(server, app))
      const returnTo = new URL(screen.url).searchParams.get('return_to') ?? ''
      const query = new URLSearchParams({ return_to: returnTo })
      return browser.get(`${server.url}/login/okta?${query}`, { until: isCallback })
    }

    test('a whole journey through another provider is one attempt with one code', async () => {
      provider.behave()
      const page = await journey()
      const code = new URL(page.next ?? '').searchParams.get('code') ?? ''
      assert.equal((await exchange(server, app, code)).status, 200)
      const items = await list('', ([first]) => (first?.endedAt ?? '') > (first?.startedAt ?? '~'))
      const [item] = items
      assert.equal(items.length, 1)
      let { body } = await admin.get(`/sign-ins/${item?.code.toLowerCase().replace('-', ' ')}`)
      while (body.legs.length < 5) ({ body } = await admin.get(`/sign-ins/${item?.code}`))
      type Leg = { side: string; caller: string; outcome: string; steps: { name: string }[] }
      assert.deepEqual(
        body.legs.map(({ side, caller, outcome, steps }: Leg) => [
          `${side}, ${caller}: ${outcome}`,
          steps.at(-1)?.name,
        ]),
        [
          ['provider, browser: going_on', 'ask_person'],
          ['app, browser: going_on', 'send_to_provider'],
          ['app, browser: succeeded', 'start_session'],
          ['provider, browser: succeeded', 'send_response'],
          ['provider, application: succeeded', 'token_request'],
        ],
      )
      const { kind, outcome, cause, connection: through, application, person } = body
      assert.deepEqual([kind, outcome, cause], ['sign_in', 'succeeded', null])
      assert.deepEqual(
        [through, application, person.name],
        [{ id: connection.id, name: 'Okta' }, { id: app.id, name: app.label }, 'ada@acme.test'],
      )
      const found = body.legs[2].steps.find(({ name }: { name: string }) => name === 'find_user')
      assert.equal(found.detail.how, 'created')
    })

    test('each filter finds its own, and pages follow each other', async () => {
      await addPerson(server, 'grace@acme.test')
      const browser = createBrowser()
      const screen = await browser.get(`${server.url}/login`)
      await browser.submit(screen, { login: 'grace@acme.test', password: 'wrong' })
      await browser.submit(screen, { login: 'grace@acme.test', password: PASSWORD })
      const refused = await newest('person=Grace&outcome=unsuccessful')
      assert.equal(refused.outcome, 'refused')
      await newest('person=grace', 2)
      assert.equal((await newest(`code=${refused.code.toLowerCase()}`)).code, refused.code)
      for (const query of [
        `connectionId=${connection.id}`,
        `applicationId=${app.id}`,
        'person=ada&outcome=succeeded',
      ]) {
        const { body } = await admin.get(`/sign-ins?${query}`)
        assert.equal(body.items.length, 1, query)
        assert.notEqual(body.items[0].code, refused.code)
      }
      for (const query of ['person=nobody', 'code=BCDF-GHJK', 'to=2020-01-01T00:00:00.000Z']) {
        assert.deepEqual((await admin.get(`/sign-ins?${query}`)).body.items, [], query)
      }
      const whole = await admin.get('/sign-ins')
      const first = await admin.get('/sign-ins?limit=1')
      const second = await admin.get(`/sign-ins?limit=1&after=${first.body.next}`)
      assert.deepEqual([...first.body.items, ...second.body.items], whole.body.items.slice(0, 2))
      assert.equal((await admin.get('/sign-ins/BCDF-GHJK')).status, 404)
      assert.equal((await admin.get('/sign-ins?outcome=lost')).status, 400)
      const helpdesk = await signedInAs(server, 'helpdesk')
      assert.equal((await helpdesk.get(`/sign-ins/${refused.code}`)).status, 200)
      assert.equal((await (await signedInAs(server, 'member')).get('/sign-ins')).status, 403)
    })

    test('a failure has its cause, both values, and where they differ', async () => {
      const asked = { redirect_uri: `${CALLBACK}/` }
      await open(createBrowser(), authorizeUrl(server, app, asked))
      const failed = await newest(`applicationId=${app.id}&outcome=failed`)
      const { body } = await admin.get(`/sign-ins/${failed.code}`)
      assert.equal(body.cause.title, failed.causeTitle)
      assert.ok(body.cause.sentence.length > 20 && body.cause.remedies.length > 0)
      const step = body.legs[0].steps.at(-1)
      assert.deepEqual([step.name, body.failure.step], ['check_redirect_uri', 'check_redirect_uri'])
      assert.deepEqual(step.difference, {
        ...{ before: CALLBACK, expected: '', received: '/', after: '' },
      })
    })

    test('no failing sign-in leaves a secret, a token or a code behind', async () => {
      const pages: string[] = []
      const names = Object.keys(FAULTS) as FaultName[]
      const kinds = names.filter((name) => !/drip|never_answers|bomb|oversized/.test(name))
      for (const name of kinds) {
        provider.behave(name)
        pages.push((await createBrowser().get(`${server.url}/login/okta`)).html)
      }
      const browser = await signedInBrowser(server, 'grace@acme.test')
      const { params } = await open(browser, authorizeUrl(server, app, { state: 'planted-st4te' }))
      const given = params?.code ?? ''
      for (const more of [{}, { code_verifier: 'planted-verifier-'.repeat(3) }, {}]) {
        await exchange(server, app, given, more)
      }
      const wrong = { clientId: app.clientId, clientSecret: 'planted-client-secret' }
      await exchange(server, wrong, given)
      const screen = await createBrowser().get(`${server.url}/login`)
      const typed = { login: 'planted-password@acme.test', password: 'planted-password' }
      pages.push((await createBrowser().submit(screen, typed)).html)

      const secrets = new Set([given, app.clientSecret, provider.clientSecret, PASSWORD])
      for (const word of ['planted-st4te', 'planted-verifier', 'planted-client-secret']) {
        secrets.add(word)
      }
      for (const { form, headers, query } of provider.requests) {
        for (const name of ['code', 'code_verifier', 'client_secret']) secrets.add(form[name] ?? '')
        secrets.add(query.state ?? '').add(headers.authorization?.split(' ')[1] ?? '')
      }
      secrets.delete('')
      assert.ok(secrets.size > 50, `${secrets.size} were planted`)

      await list('outcome=failed&limit=200', ({ length }) => length > kinds.length / 2)
      const rows = await Promise.all(
        (['trace', 'event', 'session', 'sign_in_attempt'] as const).map((table) =>
          server.db.selectFrom(table).selectAll().execute(),
        ),
      )
      const answers = await admin.get('/sign-ins?limit=200')
      const details = await Promise.all(
        answers.body.items.map(({ code }: Item) => admin.get(`/sign-ins/${code}`)),
      )
      const text = JSON.stringify([rows, answers.body, details.map(({ body }) => body), pages])
      for (const secret of secrets) {
        assert.ok(!text.includes(secret), `${secret.slice(0, 16)}… is somewhere`)
      }
      assert.doesNotMatch(text, /eyJ[\w-]+\.[\w-]+/, 'no token is anywhere')
    })
  })
}
