import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type BrowserPage, createBrowser } from './support/browser.ts'
import {
  addPerson,
  connect,
  type LoginServer,
  PASSWORD,
  startLoginServer,
} from './support/login-server.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'

const POLICY = { automaticRedirect: false, emailFirst: true, rememberMs: null }

let provider: MisbehavingProvider
let server: LoginServer
/** The same without passwords. */
let strict: LoginServer

before(async () => {
  provider = await startMisbehavingProvider()
  server = await startLoginServer({ settings: { signInPolicy: POLICY } })
  strict = await startLoginServer({ settings: { signInPolicy: POLICY, passwordSignIn: false } })
  for (const each of [server, strict]) {
    await connect(each, provider, { settings: { homeDomains: ['Acme.Test', 'acme.example'] } })
    await connect(each, provider, {
      slug: 'off',
      enabled: false,
      settings: { homeDomains: ['off.test'] },
    })
  }
  await addPerson(server)
})
after(() => provider.close())

const atProvider = (url: URL) => url.origin === provider.issuer

/** Types the e-mail where it is asked for first, and goes as far as the provider. */
async function type(login: string, at = server, query = '') {
  const browser = createBrowser()
  const screen = await browser.get(`${at.url}/login${query}`)
  const [form] = screen.forms.filter(({ names }) => names.includes('login'))
  assert.ok(form && !form.names.includes('password'), screen.text)
  return { browser, page: await browser.submit(form, { login }, { until: atProvider }) }
}

const passwordForm = ({ forms }: BrowserPage) =>
  forms.find(({ names }) => names.includes('password'))

test('the e-mail is asked for alone, and its domain leads to the provider with the address', async () => {
  for (const login of ['nobody@acme.test', ' Ada@ACME.TEST ', 'x@acme.example']) {
    const { page } = await type(login, server, '?return_to=/account')
    const at = new URL(page.next ?? '')
    assert.equal(at.origin, provider.issuer, login)
    assert.equal(at.searchParams.get('login_hint'), login.trim())
  }
})

test('whoever comes back from there goes on to where they were going', async () => {
  provider.signInAs({ sub: 'ada', email: 'ada@acme.test' })
  const { browser, page } = await type('ada@acme.test', strict, '?return_to=/welcome')
  assert.equal((await browser.follow(page)).text, 'welcome')
})

test('another domain leads to the password, with the address kept, known or not', async () => {
  for (const login of ['nobody@elsewhere.test', 'a@sub.acme.test', 'a@off.test', 'acme.test']) {
    const { browser, page } = await type(login, server, '?return_to=/welcome')
    const form = passwordForm(page)
    assert.equal(form?.fields.login, login)
    assert.ok(form)
    const wrong = await browser.submit(form, { password: 'not the password' })
    assert.match(wrong.text, /The username or the password is wrong/)
    assert.equal(passwordForm(wrong)?.fields.login, login)
  }
  const { login } = await addPerson(server, { login: 'grace', email: 'grace@elsewhere.test' })
  const { browser, page } = await type(login, server, '?return_to=/welcome')
  const form = passwordForm(page)
  assert.ok(form)
  assert.equal((await browser.submit(form, { password: PASSWORD })).text, 'welcome')
})

test('without passwords an unknown domain is told on the same page, with what was typed', async () => {
  const { page } = await type('nobody@elsewhere.test', strict)
  assert.equal(page.status, 400)
  assert.match(page.text, /Nobody signs in here with an address like this/)
  const [form] = page.forms
  assert.equal(form?.fields.login, 'nobody@elsewhere.test')
  assert.match(page.html, /href="\/login\?all=1"/)
})

test('every way is a link away, and nobody is sent off from there', async () => {
  const every = await createBrowser().get(`${server.url}/login?all=1&login_hint=ada@acme.test`)
  assert.ok(passwordForm(every))
  assert.match(every.html, /href="\/login\/okta/)
  const first = await createBrowser().get(`${server.url}/login?return_to=/account&fresh=1`)
  assert.match(first.html, /href="\/login\?return_to=%2Faccount&amp;fresh=1&amp;all=1"/)
})

test('an address that came with the request takes the same way, unless the screen is to stay', async () => {
  const open = (query: string) =>
    createBrowser().get(`${server.url}/login?${query}`, { until: atProvider })
  const sent = await open('login_hint=ada@acme.test&fresh=1')
  assert.equal(new URL(sent.next ?? '').searchParams.get('prompt'), 'login')
  assert.ok(passwordForm(await open('login_hint=ada@elsewhere.test')))
  assert.ok(passwordForm(await open('login_hint=ada@acme.test&stay=1')))
})

test('a failure on the way leads back to the screen, not to the provider that failed', async () => {
  provider.behave('error_server_error')
  const { browser, page } = await type('ada@acme.test', server, '?return_to=/account')
  const failed = await browser.follow(page)
  provider.behave()
  const [, again = ''] = /href="([^"]*)"[^>]*>Try again/.exec(failed.html) ?? []
  const screen = await browser.get(new URL(again.replaceAll('&amp;', '&'), server.url).href, {
    until: atProvider,
  })
  assert.equal(screen.next, undefined, again)
  assert.ok(screen.forms.some(({ names }) => names.includes('login')))
  assert.match(screen.html, /return_to=%2Faccount/)
})

test('another site’s form starts nothing', async () => {
  const fields = { step: 'email', login: 'ada@acme.test' }
  const from = 'http://evil.test/'
  const page = await createBrowser().post(`${server.url}/login`, fields, {
    from,
    until: atProvider,
  })
  assert.deepEqual([page.status, page.next], [403, undefined])
})
