import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { exportState } from '../src/apply/export-state.ts'
import { type AdminClient, signedInAs } from './support/admin-client.ts'
import { addConnection } from './support/admin-world.ts'
import { createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { freePortTriple } from './support/latchkey-process.ts'
import { type Fault, json } from './support/peers/faults/fault.ts'
import { FAULTS, type FaultName } from './support/peers/faults/faults.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'
import { authorizeUrl, CODE, exchange, open } from './support/provider-flows.ts'
import {
  addApplication,
  addPerson,
  type RunningServer,
  startServer,
} from './support/running-server.ts'

/** All that fail at once; `login-faults` waits for the slow ones. */
const QUICK = (Object.keys(FAULTS) as FaultName[]).filter(
  (name) => !/drip|never_answers|oversized|bomb|mix_up/.test(name),
)

for (const engine of engines) {
  describe(`after every kind of sign-in that fails, on ${engine.name},`, () => {
    const pages: string[] = []
    const secrets = new Set<string>()
    let provider: MisbehavingProvider
    let server: RunningServer
    let auditor: AdminClient
    let metricsUrl = ''

    before(async () => {
      provider = await startMisbehavingProvider({
        clientSecret: 'planted-secret-of-the-connection',
      })
      const operationsPort = await freePortTriple()
      metricsUrl = `http://127.0.0.1:${operationsPort}/metrics`
      server = await startServer(await engine.fresh(), { operationsPort })
      auditor = await signedInAs(server, 'auditor')
      await failEverywhere()
      collectSecrets()
    })
    after(async () => {
      await server.close()
      await provider.close()
    })

    async function failEverywhere(): Promise<void> {
      const { issuer, wellKnownUrl, clientId, clientSecret } = provider
      const clientSecretSealed = await server.sealer.seal(clientSecret)
      for (const [n, fault] of QUICK.entries()) {
        // A connection a fault: what one provider said before is not remembered for the next.
        const slug = `c${n}`
        const own = { wellKnownUrl: `${wellKnownUrl}?${n}` }
        await addConnection(server, slug, { issuer, clientId, clientSecretSealed, ...own })
        provider.behave(fault)
        pages.push((await createBrowser().get(`${server.url}/login/${slug}`)).html)
      }
      await failWithWhatWasSent({ issuer, clientId, clientSecretSealed })
      const screen = await createBrowser().get(`${server.url}/login`)
      const typed = { login: 'grace@acme.test', password: 'planted-wrong-password' }
      pages.push((await createBrowser().submit(screen, typed)).html)
      await failAtTheProvidersEnd()
    }

    /** Providers have been seen to say "invalid client secret" and to name it. */
    async function failWithWhatWasSent(own: Parameters<typeof addConnection>[2]): Promise<void> {
      const words = () => {
        const { headers, form } = provider.requestsTo('/token').at(-1) ?? {}
        const { code, code_verifier } = form ?? {}
        return `${headers?.authorization} ${provider.clientSecret} ${code} ${code_verifier}`
      }
      const answers: Record<string, Fault['token']> = {
        'error-code': () => json({ error: words() }, 400),
        'error-text': () => json({ error: 'invalid_client', error_description: words() }, 401),
        challenge: () => {
          const told = `Basic error="invalid_client", error_description="${words()}"`
          return { status: 401, headers: { 'www-authenticate': told }, body: '{}' }
        },
        redirect: () => {
          const location = `https://elsewhere.example/?told=${encodeURIComponent(words())}`
          return { status: 302, headers: { location }, body: '' }
        },
      }
      for (const [slug, token] of Object.entries(answers)) {
        const wellKnownUrl = `${provider.wellKnownUrl}?${slug}`
        await addConnection(server, slug, { ...own, wellKnownUrl })
        provider.behave({ does: 'repeats what it was sent', ...(token && { token }) })
        pages.push((await createBrowser().get(`${server.url}/login/${slug}`)).html)
      }
    }

    async function failAtTheProvidersEnd(): Promise<void> {
      await addPerson(server, 'grace@acme.test')
      const application = await addApplication(server, { settings: CODE })
      const browser = createBrowser()
      const screen = await browser.get(authorizeUrl(server, application))
      await browser.submit(
        screen,
        { login: 'grace@acme.test', password: 'correct-horse-battery' },
        { until: (url) => url.port === '9' },
      )
      const { params } = await open(browser, authorizeUrl(server, application))
      secrets.add(params?.code ?? '').add(application.clientSecret)
      const wrong = { ...application, clientSecret: 'planted-wrong-client-secret' }
      pages.push((await exchange(server, wrong, params?.code)).text)
      const verifier = { code_verifier: 'planted-verifier-of-no-challenge-0123456789-0123456789' }
      pages.push((await exchange(server, application, params?.code, verifier)).text)
      pages.push((await exchange(server, application, 'planted-code-of-nobody')).text)
      const hint = { id_token_hint: 'planted.id.token', prompt: 'none' }
      pages.push((await open(createBrowser(), authorizeUrl(server, application, hint))).page.html)
    }

    function collectSecrets(): void {
      secrets.add('planted-')
      for (const { form, headers, query } of provider.requests) {
        const [scheme, credentials] = (headers.authorization ?? '').split(' ')
        for (const value of [form.code, form.code_verifier, form.client_secret, query.state]) {
          if (value) secrets.add(value)
        }
        if (scheme && credentials) secrets.add(credentials)
      }
      for (const token of provider.issued) secrets.add(token)
    }

    const search = (place: string, text: string) => {
      for (const secret of secrets) {
        assert.ok(secret.length > 7, `no secret: ${secret}`)
        assert.ok(!text.includes(secret), `${secret.slice(0, 20)}… stands in ${place}`)
      }
    }

    test('no secret, token or code stands in a page', () => {
      assert.ok(secrets.size > 2 * QUICK.length, `${secrets.size} secrets`)
      // The state travels through the browser, and so does a code that is on its way.
      for (const page of pages) search('a page', page)
    })

    test('nor in any table', async () => {
      const { db } = server
      const tables = await db.introspection.getTables()
      assert.ok(tables.length > 30)
      for (const { name } of tables) {
        const rows = await db
          .selectFrom(name as 'trace')
          .selectAll()
          .execute()
        search(`the table ${name}`, JSON.stringify(rows))
      }
    })

    test('nor in a trace, an event, an export or the metrics', async () => {
      for (let next: string | null = ''; next !== null; ) {
        const { body } = await auditor.get(`/sign-ins?limit=100${next && `&after=${next}`}`)
        search('the list of sign-ins', JSON.stringify(body))
        for (const { code } of body.items) {
          search('a sign-in', JSON.stringify((await auditor.get(`/sign-ins/${code}`)).body))
        }
        next = body.next
      }
      for (const format of ['jsonl', 'csv']) {
        const { status, body } = await auditor.get(`/events/export?format=${format}`)
        assert.equal(status, 200)
        search(`events as ${format}`, typeof body === 'string' ? body : JSON.stringify(body))
      }
      search(
        'latchkey export',
        await exportState({ db: server.db }, [server.organization], { secrets: false }),
      )
      search('the metrics', await (await fetch(metricsUrl)).text())
    })
  })
}
