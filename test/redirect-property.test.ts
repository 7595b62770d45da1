import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { type Browser, type BrowserPage, createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { connect } from './support/login-server.ts'
import { startIndependentProvider } from './support/peers/independent-provider.ts'
import { EVERYTHING, flowServer, signedInBrowser } from './support/provider-flows.ts'
import {
  addApplication,
  addPerson,
  PASSWORD,
  type RunningServer,
} from './support/running-server.ts'

const ADA = 'ada@acme.test'
const REGISTERED = 'https://expenses.example/callback'
const WITH_QUERY = 'https://expenses.example/back?tenant=1'
const ANY_BRANCH = 'https://pr-*.branches.example/callback'
const A_BRANCH = 'https://pr-7.branches.example/callback'
const AFTER_SIGN_OUT = 'https://expenses.example/bye'
const START = 'https://expenses.example/start'
/** What only the second application may be answered at: the first one may not. */
const OF_ANOTHER = 'https://wiki.example/callback'

/** One change of an address that a careless comparison takes for the same, or a browser reads its own way. */
const CHANGES: readonly ((address: string) => string)[] = [
  (a) => a,
  (a) => `${a}/`,
  (a) => `${a}/../evil`,
  (a) => `${a}%2f..%2fevil`,
  (a) => `${a}?next=//evil.example`,
  (a) => `${a}#evil`,
  (a) => a.toUpperCase(),
  (a) => a.replace('https:', 'http:'),
  (a) => a.replace('https:', 'javascript:'),
  (a) => a.replace('https://', 'https:/\\'),
  (a) => a.replace('https://', '//'),
  (a) => a.replace('https://', '///'),
  (a) => a.replace('https://', '/\\'),
  (a) => a.replace('https://', '\t//'),
  (a) => a.replace('https://', '/%09/'),
  (a) => a.replace('://', '://evil.example@'),
  (a) => a.replace('://', '://evil.example\\@'),
  (a) => a.replace('.example', '.example.evil.example'),
  (a) => a.replace('.example', '.example:444'),
  (a) => a.replace('.example', '.example%00.evil.example'),
  (a) => a.replace('.example', '.example\u3002evil.example'),
  (a) => a.replace('.example', 'xexample'),
  (a) => a.replace('https://', 'https://evil.example/?'),
  (a) => a.replace('https://', 'https://evil.example/#'),
  (a) => a.replace('https://', 'data:text/html,'),
  (a) => ` ${a}`,
  (a) => `${a},https://evil.example`,
]

const ADDRESSES = [REGISTERED, WITH_QUERY, A_BRANCH, AFTER_SIGN_OUT, START, OF_ANOTHER]
const address = fc.oneof(
  fc.constantFrom(...ADDRESSES),
  fc
    .tuple(fc.constantFrom(...ADDRESSES), fc.array(fc.constantFrom(...CHANGES), { maxLength: 3 }))
    .map(([from, changes]) => changes.reduce((at, change) => change(at), from)),
  fc.constantFrom('/account', '/login', '/account//evil.example', '/..//evil.example', '/\n/evil'),
  fc.constantFrom('https://pr-.branches.example/callback', ANY_BRANCH),
  fc.constantFrom('https://pr-1.evil.example/.branches.example/callback', 'about:blank', '.', ''),
  fc.webUrl(),
)
const NAMES_OF_ADDRESSES = [
  ...['return_to', 'target_link_uri', 'request_uri', 'initiate_login_uri', 'fromURI', 'to'],
  ...['redirectUrl', 'iss', 'login_hint', 'state', 'redirect_uri', 'post_logout_redirect_uri'],
] as const
const MODES = ['query', 'fragment', 'form_post', 'okta_post_message'] as const
const TYPES = ['code', 'id_token', 'id_token token', 'code id_token'] as const
const PATHS = [
  ...['/oauth2/v1/authorize', '/oauth2/default/v1/authorize', '/oauth2/v1/logout', '/login'],
  ...['/login/okta', '/logout', '/logged-out', '/sso/openid/initiate', '/activate', '/sso/openid'],
  ...['/', '/arrange', '/login/factor', '/login/forgot', '/account/password'],
] as const

const asked = fc.record({
  path: fc.oneof(fc.constantFrom(...PATHS), fc.constant(PATHS[0])),
  by: fc.constantFrom('GET', 'POST'),
  addresses: fc.array(fc.tuple(fc.constantFrom(...NAMES_OF_ADDRESSES), address), {
    maxLength: 4,
  }),
  redirectUri: fc.option(address, { freq: 9 }),
  afterSignOut: fc.option(address),
  mode: fc.option(fc.constantFrom(...MODES)),
  type: fc.constantFrom(...TYPES),
  prompt: fc.option(fc.constantFrom('none', 'login', 'consent'), { freq: 4 }),
  isSignedIn: fc.boolean(),
  isKnown: fc.constantFrom(true, true, true, false),
})
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never

const HONEST: Asked = {
  ...{ path: PATHS[0], by: 'GET', type: 'code', mode: null, prompt: null, addresses: [] },
  ...{ isSignedIn: true, isKnown: true, redirectUri: null, afterSignOut: null },
}
/** Tried in each run: what is registered is reached, so that the property does not hold for nothing. */
const HONEST_ONES: readonly Asked[] = [
  { ...HONEST, redirectUri: REGISTERED },
  { ...HONEST, redirectUri: WITH_QUERY, mode: 'form_post' },
  { ...HONEST, redirectUri: A_BRANCH, mode: 'okta_post_message' },
  { ...HONEST, path: '/oauth2/v1/logout', afterSignOut: AFTER_SIGN_OUT },
  { ...HONEST, path: '/login/okta', isSignedIn: false },
]

describe('whatever address a stranger asks for', () => {
  let server: RunningServer
  let clientId: string
  let signedIn: Browser
  /** An ID token of the first application: with it, and only with it, a sign-out leads away. */
  let hint: string
  let upstream: Awaited<ReturnType<typeof startIndependentProvider>>

  before(async () => {
    const [engine] = engines
    server = await flowServer({ ...(engine && { db: await engine.fresh() }) })
    upstream = await startIndependentProvider()
    upstream.setClient({
      client_id: 'latchkey',
      client_secret: 'a-client-secret-of-latchkey',
      redirect_uris: [`${server.url}/sso/openid`],
    })
    const secret = { clientId: 'latchkey', clientSecret: 'a-client-secret-of-latchkey' }
    await connect(server, { issuer: upstream.issuer, ...secret })
    await addPerson(server, ADA)
    const settings = {
      ...EVERYTHING,
      redirectUris: [REGISTERED, WITH_QUERY, ANY_BRANCH],
      wildcardRedirect: 'SUBDOMAIN',
      postLogoutRedirectUris: [AFTER_SIGN_OUT],
      initiateLoginUri: START,
    } as const
    clientId = (await addApplication(server, { settings })).clientId
    const other = { ...EVERYTHING, redirectUris: [OF_ANOTHER] }
    await addApplication(server, { label: 'Wiki', settings: other })
    signedIn = await signedInBrowser(server, ADA)
    hint = await idToken()
  })
  after(() => upstream.close())

  test('a browser is sent, posted or linked to this origin and registered addresses alone', async () => {
    const seen = new Set<string>()
    const send = async (one: Asked) => {
      const page = await ask(one.isSignedIn ? signedIn : createBrowser(), one)
      if (one.isSignedIn && one.path.endsWith('/logout'))
        signedIn = await signedInBrowser(server, ADA)
      for (const to of destinationsOf(page)) {
        assert.ok(isAllowed(to), `${to} from ${page.chain[0]?.url}`)
        seen.add(placeOf(to))
      }
    }
    const examples = HONEST_ONES.map((one): [Asked] => [one])
    const property = fc.asyncProperty(asked, send)
    await fc.assert(property, { numRuns: 1_500, endOnFailure: true, examples })
    const reached = [REGISTERED, WITH_QUERY, A_BRANCH, AFTER_SIGN_OUT]
    for (const to of [...reached, `${upstream.issuer}/authorize`])
      assert.ok(seen.has(placeOf(to)), `nothing led to ${to}`)
  })

  test('a whole sign-in ends on this origin', async () => {
    const signIn = async (returnTo: string) => {
      const url = `${server.url}/login?${new URLSearchParams({ return_to: returnTo })}`
      const browser = createBrowser()
      const form = await browser.get(url)
      const fields = { login: ADA, password: PASSWORD }
      const filled = form.forms.find(({ names }) => names.includes('password'))
      assert.ok(filled)
      const page = await browser.submit(filled, fields, { until: (to) => !isHere(to) })
      for (const to of destinationsOf(page)) assert.ok(isAllowed(to), `${to} for ${returnTo}`)
      assert.equal(page.next, undefined, returnTo)
    }
    await fc.assert(fc.asyncProperty(address, signIn), { numRuns: 60, endOnFailure: true })
  })

  async function idToken(): Promise<string> {
    const params = { client_id: clientId, redirect_uri: REGISTERED, response_type: 'id_token' }
    const all = new URLSearchParams({ ...params, scope: 'openid', nonce: 'n', state: 's' })
    const until = (to: URL) => !isHere(to)
    const page = await signedIn.get(`${server.url}/oauth2/v1/authorize?${all}`, { until })
    return new URLSearchParams(new URL(page.next ?? '').hash.slice(1)).get('id_token') ?? ''
  }

  function ask(browser: Browser, one: Asked): Promise<BrowserPage> {
    const { addresses, redirectUri, afterSignOut, mode, prompt, type } = one
    const params = new URLSearchParams({ scope: 'openid', nonce: 'n', response_type: type })
    if (one.isKnown) params.set('client_id', clientId)
    if (one.isKnown) params.set('id_token_hint', hint)
    if (mode) params.set('response_mode', mode)
    if (prompt) params.set('prompt', prompt)
    if (redirectUri !== null) params.set('redirect_uri', redirectUri)
    if (afterSignOut !== null) params.set('post_logout_redirect_uri', afterSignOut)
    for (const [name, value] of addresses) if (!params.has(name)) params.set(name, value)
    const until = (to: URL) => !isHere(to)
    if (one.by === 'GET') return browser.get(`${server.url}${one.path}?${params}`, { until })
    return browser.post(`${server.url}${one.path}`, Object.fromEntries(params), { until })
  }

  /** Where this page, and each redirect on the way to it, sends a browser or lets it go. */
  function destinationsOf(page: BrowserPage): string[] {
    const headers = page.chain.flatMap(({ url, location, headers: sent }) => [
      ...(location === undefined ? [] : [new URL(location, url).href]),
      ...(sent.refresh === undefined ? [] : [`refresh: ${sent.refresh}`]),
    ])
    const markup = [...page.html.matchAll(/<(?:a|area|base)\b[^>]*\bhref="([^"]*)"/gi)].map(
      ([, href = '']) => URL.parse(href.replaceAll('&amp;', '&'), page.url)?.href ?? href,
    )
    const refresh = [...page.html.matchAll(/<meta[^>]*http-equiv="?refresh[^>]*>/gi)].map(String)
    const posted = [...page.html.matchAll(/<script data-origin="([^"]*)"/g)].map(
      ([, to = '']) => `${to}/callback`,
    )
    return [...headers, ...markup, ...refresh, ...page.forms.map(({ action }) => action), ...posted]
  }

  const isHere = (to: URL) => to.origin === new URL(server.url).origin
  const placeOf = (to: string) => `${new URL(to).origin}${new URL(to).pathname}`
  const isAllowed = (to: string) => {
    const url = URL.parse(to)
    if (!url || url.username || url.password) return false
    if (isHere(url)) return true
    const [own, own2, out, start] = [REGISTERED, WITH_QUERY, AFTER_SIGN_OUT, START].map(placeOf)
    const place = placeOf(to)
    if (place === own2) return url.searchParams.get('tenant') === '1'
    if (place === own || place === out || place === start) return true
    if (place === `${upstream.issuer}/authorize`) return true
    return /^https:\/\/pr-[a-z0-9-]+\.branches\.example\/callback$/.test(place)
  }
})
