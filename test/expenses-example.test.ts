import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { getRequestListener } from '@hono/node-server'
import { createExpenses } from '../examples/expenses/expenses.ts'
import { type BrowserPage, createBrowser } from './support/browser.ts'
import {
  type IndependentProvider,
  startIndependentProvider,
} from './support/peers/independent-provider.ts'
import { type LoopbackServer, listenOnLoopback } from './support/peers/listen.ts'

let provider: IndependentProvider
let app: LoopbackServer
let url: string

before(async () => {
  provider = await startIndependentProvider()
  // Its address is part of what it is made with, and known only once it listens.
  let handle: ReturnType<typeof getRequestListener> | undefined
  app = await listenOnLoopback((request, response) => void handle?.(request, response))
  url = `http://localhost:${app.port}`
  const client = { clientId: 'expenses', clientSecret: 'expenses-secret-of-many-letters' }
  provider.setClient({
    client_id: client.clientId,
    client_secret: client.clientSecret,
    redirect_uris: [`${url}/callback`],
    post_logout_redirect_uris: [`${url}/signed-out`],
  })
  const { wellKnownUrl } = provider
  handle = getRequestListener(createExpenses({ url, wellKnownUrl, ...client }).fetch)
})

after(() => Promise.all([provider.close(), app.close()]))

function parametersOf(page: BrowserPage): URLSearchParams {
  const hop = page.chain.find((one) => one.url.startsWith(`${provider.issuer}/authorize`))
  return new URL(hop?.url ?? '').searchParams
}

describe('the example application', () => {
  test('signs in through a provider it knows by its well-known URL only, and out again', async () => {
    const ada = createBrowser()
    const asked = await ada.get(`${url}/`)
    const sent = parametersOf(asked)
    for (const name of ['state', 'nonce', 'code_challenge']) assert.ok(sent.get(name), name)
    assert.equal(sent.get('code_challenge_method'), 'S256')

    const back = await ada.submit(asked, { login: 'ada' })
    assert.equal(back.url, `${url}/`)
    assert.ok(back.text.includes('Hello, Ada Lovelace'), back.text)
    assert.ok(back.text.includes('"email": "ada@acme.test"'), back.text)

    const leaving = await ada.submit(back)
    const form = leaving.forms[0]
    assert.ok(form, leaving.text)
    const out = await ada.submit(form, {}, { button: { name: 'logout', value: 'yes' } })
    assert.ok(out.text.includes('You are signed out'), out.text)
    assert.equal((await ada.get(`${url}/`)).forms[0]?.names[0], 'login', 'nobody is signed in')
  })

  test('believes no callback of another browser, nor one whose state was changed', async () => {
    const ada = createBrowser()
    const asked = await ada.get(`${url}/`)
    const isCallback = (to: URL) => to.pathname === '/callback'
    const stopped = await ada.submit(asked, { login: 'ada' }, { until: isCallback })
    assert.ok(stopped.next)
    const mallory = createBrowser()
    const elsewhere = await mallory.get(stopped.next)
    assert.ok(!elsewhere.text.includes('Hello'), elsewhere.text)
    const changed = stopped.next.replace('state=', 'state=x')
    const refused = await ada.get(changed)
    assert.equal(refused.status, 502)
    assert.ok(refused.text.includes('Nobody was signed in'), refused.text)
  })

  test('says so when the person turned back', async () => {
    const ada = createBrowser()
    const refused = await ada.submit(await ada.get(`${url}/`), { login: 'cancel' })
    assert.equal(refused.status, 502)
    assert.ok(refused.text.includes('Nobody was signed in'), refused.text)
  })
})
