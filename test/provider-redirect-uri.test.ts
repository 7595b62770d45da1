import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { signedInAs } from './support/admin-client.ts'
import { type Browser, createBrowser } from './support/browser.ts'
import { authorizeUrl, CODE, flowServer, open, signedInBrowser } from './support/provider-flows.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'

const GOOD = 'https://good.example.com/callback'
const WILD = 'https://app-*.preview.example.com/callback'
const PAGE = /The application is not set up for this address/

let server: RunningServer
let owner: Browser
let member: Browser
let exact: Awaited<ReturnType<typeof addApplication>>
let wild: typeof exact
let wildOff: typeof exact

before(async () => {
  server = await flowServer()
  await addPerson(server, 'owner@acme.test', { role: 'owner' })
  await addPerson(server, 'ada@acme.test')
  owner = await signedInBrowser(server, 'owner@acme.test')
  member = await signedInBrowser(server, 'ada@acme.test')
  const settings = { ...CODE, redirectUris: [GOOD, 'http://localhost:8080/cb?tenant=1'] }
  exact = await addApplication(server, { label: 'Ledger', settings })
  const wildSettings = { ...CODE, redirectUris: [WILD], wildcardRedirect: 'SUBDOMAIN' } as const
  wild = await addApplication(server, { settings: wildSettings })
  wildOff = await addApplication(server, { settings: { ...CODE, redirectUris: [WILD] } })
})

const ask = (browser: Browser, app: typeof exact, redirect_uri: string | undefined) =>
  browser.get(authorizeUrl(server, app, { redirect_uri }), { until: () => true })

describe('registered addresses are compared letter by letter', () => {
  for (const uri of [GOOD, 'http://localhost:8080/cb?tenant=1']) {
    test(`${uri} is answered`, async () => {
      const { next } = await ask(member, exact, uri)
      assert.ok(next?.startsWith(uri), String(next))
    })
  }

  const REFUSED = [
    `${GOOD}/`,
    'https://good.example.com/Callback',
    'https://GOOD.example.com/callback',
    'HTTPS://good.example.com/callback',
    'http://good.example.com/callback',
    'https://good.example.com:443/callback',
    'https://good.example.com:8443/callback',
    `${GOOD}?next=https://evil.tld`,
    `${GOOD}?`,
    `${GOOD}#fragment`,
    `${GOOD}#`,
    'https://good.example.com@evil.tld/callback',
    'https://user:pass@good.example.com/callback',
    'https://good.example.com.evil.tld/callback',
    'https://evilgood.example.com/callback',
    'https://good.example.com%2eevil.tld/callback',
    'https://good.example.com/%63allback',
    'https://good.example.com/x/../callback',
    'https://good.example.com\\@evil.tld/callback',
    'https://good.example.com/callback%00',
    `${GOOD} `,
    ` ${GOOD}`,
    `${GOOD}\t`,
    '//good.example.com/callback',
    '/callback',
    'javascript:alert(1)',
    'data:text/html,hello',
    'http://localhost:8080/cb',
    'http://localhost:8080/cb?tenant=2',
    'http://127.0.0.1:8080/cb?tenant=1',
    `${GOOD},https://evil.tld/`,
  ]
  for (const uri of REFUSED) {
    test(`${JSON.stringify(uri)} gets a page and never a redirect`, async () => {
      const page = await ask(member, exact, uri)
      assert.equal(page.next, undefined)
      assert.equal(page.status, 400)
      assert.match(page.text, PAGE)
      assert.doesNotMatch(page.html, /href="[^"]*(?:evil|good)|<meta[^>]+refresh/i)
    })
  }

  test('a missing address is a page, though only one could be meant', async () => {
    const one = await addApplication(server, { settings: { ...CODE, redirectUris: [GOOD] } })
    for (const application of [wild, one]) {
      for (const uri of [undefined, '']) {
        const page = await ask(member, application, uri)
        assert.equal(page.next, undefined)
        assert.equal(page.status, 400)
      }
    }
  })

  test('an address that comes twice is a page', async () => {
    const url = `${authorizeUrl(server, exact, { redirect_uri: GOOD })}&redirect_uri=https://evil.tld`
    const page = await member.get(url, { until: () => true })
    assert.equal(page.next, undefined)
    assert.equal(page.status, 400)
  })

  for (const asked of [
    { response_type: 'token' },
    { scope: 'nonsense', response_type: 'x' },
    { prompt: 'none' },
    { response_mode: 'form_post' },
    { response_mode: 'okta_post_message', prompt: 'none' },
    { request_uri: 'https://evil.tld/r' },
  ]) {
    test(`no other fault makes it a redirect: ${JSON.stringify(asked)}`, async () => {
      const url = authorizeUrl(server, exact, { redirect_uri: 'https://evil.tld/', ...asked })
      const page = await createBrowser().get(url, { until: () => true })
      assert.equal(page.next, undefined)
      assert.equal(page.status, 400)
      assert.equal(page.forms.length, 0)
      assert.doesNotMatch(page.html, /evil\.tld/)
    })
  }
})

describe('the wildcard stands for a part of one label', () => {
  for (const [uri, passes] of [
    ['https://app-17.preview.example.com/callback', true],
    ['https://app-feature-x.preview.example.com/callback', true],
    ['https://app-.preview.example.com/callback', false],
    ['https://other.preview.example.com/callback', false],
    ['https://app-1.two.preview.example.com/callback', false],
    ['https://app-1.evil.tld/.preview.example.com/callback', false],
    ['https://app-1.preview.example.com.evil.tld/callback', false],
    ['https://app-x@evil.tld/.preview.example.com/callback', false],
    ['https://evil.tld#app-1.preview.example.com/callback', false],
    ['https://evil.tld?app-1.preview.example.com/callback', false],
    ['https://app-1.preview.example.com/callback/more', false],
    ['https://app-1.preview.example.com/callback?a=b', false],
    ['http://app-1.preview.example.com/callback', false],
    ['https://APP-1.preview.example.com/callback', false],
    ['https://app-%31.preview.example.com/callback', false],
    [WILD, false],
  ] as const) {
    test(`${uri} ${passes ? 'is answered' : 'is refused'}`, async () => {
      const { next, status } = await ask(member, wild, uri)
      if (passes) assert.ok(next?.startsWith(uri))
      else assert.deepEqual([next, status], [undefined, 400])
    })
  }

  test('and for nothing where wildcards are switched off', async () => {
    for (const uri of [WILD, 'https://app-17.preview.example.com/callback']) {
      const { next, status } = await ask(member, wildOff, uri)
      assert.deepEqual([next, status], [undefined, 400])
    }
  })
})

describe('what the page shows', () => {
  const wrong = `${GOOD}/`

  test('a stranger and a member see a code and no address', async () => {
    for (const browser of [createBrowser(), member]) {
      const page = await ask(browser, exact, wrong)
      assert.match(page.text, /[A-Z0-9]{4}-[A-Z0-9]{4}/)
      assert.doesNotMatch(page.html, /good\.example\.com|Ledger/)
    }
  })

  test('an owner sees both addresses with the difference marked', async () => {
    const page = await ask(owner, exact, wrong)
    assert.match(page.text, /Received/)
    assert.match(page.text, /Registered/)
    assert.match(page.text, /Ledger/)
    assert.match(page.html, /<mark>\/<\/mark>/)
    assert.match(page.html, /href="\/console\/sign-ins\/[A-Z2-9-]{9}"/)
  })

  test('an owner who has yet to show a second factor sees none of it', async () => {
    const admin = await signedInAs(server, 'owner')
    const read = async (address: string) => {
      const answer = await fetch(address, { headers: { cookie: admin.cookie } })
      return answer.text()
    }
    const pages = [
      authorizeUrl(server, exact, { redirect_uri: wrong }),
      `${server.url}/sso/openid?state=nothing`,
    ]
    for (const page of pages) assert.match(await read(page), /\/console\/sign-ins\//)
    const group = { name: 'admins', requiresSecondFactor: true }
    const { id } = (await admin.make('/groups', group)).body
    await admin.call('PUT', `/groups/${id}/members/${admin.user.id}`)
    // That a group asks for it is held for a moment.
    while ((await admin.get('/session')).status === 200);
    for (const page of pages) {
      const html = await read(page)
      assert.doesNotMatch(html, /\/console\/sign-ins\/|Registered/)
      assert.match(html, /[A-Z2-9]{4}-[A-Z2-9]{4}/)
    }
  })

  test('what was received is never markup, nor a link', async () => {
    const page = await ask(owner, exact, `https://evil.tld/"><script>alert(1)</script>`)
    assert.doesNotMatch(page.html, /<script>alert/)
    assert.doesNotMatch(page.html, /href="https:\/\/evil/)
  })

  test('an unknown application is told from a known one by the code only', async () => {
    const unknown = { clientId: 'app_nobody' }
    const { page } = await open(createBrowser(), authorizeUrl(server, unknown))
    assert.equal(page.status, 400)
    assert.match(page.text, /not known here/)
    assert.match(page.text, /[A-Z0-9]{4}-[A-Z0-9]{4}/)
    for (const clientId of ['', '\u0000', 'é', 'x'.repeat(3_000), "' or 1=1 --"]) {
      const odd = await open(createBrowser(), authorizeUrl(server, { clientId }))
      assert.equal(odd.page.status, 400, clientId.slice(0, 10))
      assert.equal(odd.params, undefined)
    }
  })
})
