import assert from 'node:assert/strict'
import net from 'node:net'
import { before, describe, test } from 'node:test'
import { newToken } from '../src/base/token.ts'
import { signedInAs } from './support/admin-client.ts'
import { createBrowser } from './support/browser.ts'
import {
  authorizeUrl,
  CODE,
  flowServer,
  signedInBrowser,
  signIn,
  tokensOf,
} from './support/provider-flows.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'

let server: RunningServer
let host: string
before(async () => {
  server = await flowServer()
  host = new URL(server.url).host
  await addPerson(server, 'ada@acme.test')
})

/** Sends bytes as they are, and reads until the other side closes. */
function send(...lines: string[]): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(new URL(server.url).port), '127.0.0.1')
    let text = ''
    socket.setEncoding('utf8')
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', reject)
    socket.on('close', () => resolve({ status: Number(text.split(' ')[1] ?? 0), text }))
    socket.write([...lines, 'Connection: close', '', ''].join('\r\n'))
  })
}

const DISCOVERY = '/.well-known/openid-configuration'

describe('a request that can be read in two ways', () => {
  test('with two Host lines is refused', async () => {
    for (const hosts of [
      [host, 'evil.example'],
      ['evil.example', host],
      [host, host],
    ]) {
      const { status, text } = await send(
        `GET ${DISCOVERY} HTTP/1.1`,
        ...hosts.map((one) => `Host: ${one}`),
      )
      assert.equal(status, 400)
      assert.ok(!text.includes('evil.example'))
    }
  })

  test('with another address in its first line than in Host is refused', async () => {
    for (const target of [
      `http://evil.example${DISCOVERY}`,
      `http://evil.example@${host}${DISCOVERY}`,
      `https://${host}.evil.example/login`,
      `ftp://${host}/`,
    ]) {
      assert.equal((await send(`GET ${target} HTTP/1.1`, `Host: ${host}`)).status, 400, target)
    }
    const own = await send(`GET ${server.url}${DISCOVERY} HTTP/1.1`, `Host: ${host}`)
    assert.equal(own.status, 200, 'a whole address that is ours is one address')
    assert.ok(own.text.includes(`"issuer":"${server.url}"`))
  })

  test('with two lengths of its body is refused', async () => {
    const lengths = ['Content-Length: 5', 'Transfer-Encoding: chunked']
    assert.equal((await send('POST /login HTTP/1.1', `Host: ${host}`, ...lengths)).status, 400)
    const twice = ['Content-Length: 5', 'Content-Length: 6']
    assert.equal((await send('POST /login HTTP/1.1', `Host: ${host}`, ...twice)).status, 400)
  })
})

describe('a path written in another way', () => {
  for (const path of [
    ...['//api/v1/users', '/api/v1//users', '/..;/api/v1/users', '/API/v1/users'],
    ...['/oauth2/org/v1/keys', '/oauth2/Default/v1/keys', '/oauth2/default/v1/keys/'],
    ...['/oauth2/default/../org/v1/keys', '/oauth2/%64efault/v1/keys', '//oauth2/v1/keys'],
    ...['/oauth2/v1/token;x=1', '/login%2f', '/%', '/login/%00', '/console/..%2f..%2fx'],
  ]) {
    test(`${path} leads nowhere else`, async () => {
      const { status, text } = await send(`GET ${path} HTTP/1.1`, `Host: ${host}`)
      assert.ok([303, 404].includes(status), String(status))
      assert.ok(status === 404 || text.includes('/login?return_to='))
    })
  }

  test('an address of the API means the same however it is spelled: nobody gets in', async () => {
    for (const path of ['/api/v1/%75sers', '/api/v1/x/../users', '/api/v1/./users']) {
      assert.equal((await send(`GET ${path} HTTP/1.1`, `Host: ${host}`)).status, 401, path)
    }
  })
})

describe('an address that comes near to one of ours', () => {
  const ask = async (method: string, path: string) => {
    const { status, text } = await send(`${method} ${path} HTTP/1.1`, `Host: ${host}`)
    const header = (name: string) => text.match(new RegExp(`^${name}: (.*)\r$`, 'im'))?.[1]
    return { status, location: header('location'), allow: header('allow') }
  }

  test('a page ends with a slash: it is the page, with what was asked of it', async () => {
    for (const [path, meant] of [
      ['/login/', '/login'],
      ['/login//?return_to=%2Faccount', '/login?return_to=%2Faccount'],
      ['/login/okta/', '/login/okta'],
      ['/account/factors/', '/account/factors'],
      ['/password/forgot/', '/password/forgot'],
    ] as const) {
      const { status, location } = await ask('GET', path)
      assert.deepEqual({ status, location }, { status: 308, location: meant }, path)
    }
    assert.equal((await ask('HEAD', '/login/')).status, 308)
    assert.equal((await ask('POST', '/login/')).status, 404)
  })

  test('no slash leads to another host, or to an address of a protocol', async () => {
    for (const path of [
      ...['//evil.example/', '///evil.example/', '/%5cevil.example/', '/login/..//evil.example/'],
      ...['/login/%2f%2fevil.example/', '/account//evil.example/', '/login/%0d%0aX: 1/'],
      ...['/sso/openid/', '/oauth2/v1/authorize/', '/oauth2/v1/keys/', '/api/v1/users/'],
      ...['/.well-known/openid-configuration/', '/scim/v2/Users/'],
    ]) {
      const { status, location } = await ask('GET', path)
      assert.ok([400, 401, 404].includes(status) || location?.startsWith('/login/'), path)
    }
  })

  test('another method is told which ones there are', async () => {
    for (const [method, path, allow] of [
      ['PUT', '/login', 'GET, HEAD, POST'],
      ['DELETE', '/account', 'GET, HEAD'],
      ['POST', '/', 'GET, HEAD'],
      ['GET', '/account/sessions/end', 'POST'],
      ['GET', '/arrange/tile', 'POST'],
      ['PATCH', '/sso/openid', 'GET, HEAD, POST'],
      ['POST', '/console/people', 'GET, HEAD'],
    ] as const) {
      const answer = await ask(method, path)
      assert.deepEqual(answer, { status: 405, location: undefined, allow }, `${method} ${path}`)
    }
    assert.equal((await ask('POST', '/nowhere')).status, 404)
  })
})

describe('headers that some proxies believe', () => {
  for (const header of [
    ...['X-Original-URL: /api/v1/users', 'X-Rewrite-URL: /console', 'X-Forwarded-Uri: /healthz'],
    ...['X-Forwarded-Host: evil.example', 'X_Forwarded_Host: evil.example'],
    ...['Forwarded: host=evil.example;proto=https', 'X-Forwarded-Prefix: /evil.example'],
    ...['X-HTTP-Method-Override: POST', 'X-Forwarded-Proto: https', 'User-Agent: kube-probe/1.30'],
    ...['X-Forwarded-User: owner@acme.test', 'X-Remote-User: owner@acme.test'],
  ]) {
    test(`${header} changes nothing`, async () => {
      const plain = await send(`GET ${DISCOVERY} HTTP/1.1`, `Host: ${host}`)
      const dressed = await send(`GET ${DISCOVERY} HTTP/1.1`, `Host: ${host}`, header)
      assert.equal(bodyOf(dressed.text), bodyOf(plain.text))
      const api = await send('GET /api/v1/session HTTP/1.1', `Host: ${host}`, header)
      assert.equal(api.status, 401)
    })
  }
})

const bodyOf = (text: string) => text.slice(text.indexOf('\r\n\r\n'))

describe('cookies', () => {
  test('that are broken, many or of another organization sign nobody in and break nothing', async () => {
    const name = `latchkey_session_${server.organization.id}`
    const many = Array.from({ length: 900 }, (_, i) => `c${i}=v`).join('; ')
    const other = (await signedInAs(await flowServer({ name: 'Globex' }), 'owner')).cookie
    const value = other.split('=')[1]
    for (const cookie of [`${name}=%E0%A4%A; =; ;;`, many, other, `${name}=${value}`, `${name}=`]) {
      const { status } = await send(
        'GET /api/v1/session HTTP/1.1',
        `Host: ${host}`,
        `Cookie: ${cookie}`,
      )
      assert.equal(status, 401, cookie.slice(0, 60))
    }
  })

  test('planted before a sign-in are worth nothing after it (fixation)', async () => {
    const name = `latchkey_session_${server.organization.id}`
    const planted = newToken()
    const browser = createBrowser()
    const headers = { cookie: `${name}=${planted}` }
    const page = await signIn(
      browser,
      await browser.get(`${server.url}/login`, { headers }),
      'ada@acme.test',
    )
    assert.equal(page.status, 200)
    const { status } = await send(
      'GET /api/v1/session HTTP/1.1',
      `Host: ${host}`,
      `Cookie: ${name}=${planted}`,
    )
    assert.equal(status, 401)
  })
})

describe('every answer', () => {
  test('of a page forbids frames and scripts that are not its own, and is kept by nobody', async () => {
    const application = await addApplication(server, { settings: CODE })
    const browser = await signedInBrowser(server, 'ada@acme.test')
    const stranger = createBrowser()
    const wrong = authorizeUrl(server, application, { redirect_uri: 'https://evil.example/' })
    const addresses = ['/', '/account', '/logout', '/activate', '/nothing', '/console/', '/login']
    for (const address of [...addresses, '/sso/openid?code=x&state=y', '/logged-out', wrong]) {
      const url = address.startsWith('/') ? server.url + address : address
      for (const visitor of [browser, stranger]) {
        const { headers, status } = await visitor.get(url)
        const policy = String(headers['content-security-policy'])
        assert.match(policy, /default-src 'none'/, `${address} ${status}`)
        assert.match(policy, /frame-ancestors 'none'/)
        assert.match(policy, /base-uri 'none'/)
        assert.ok(!/script-src[^;]*unsafe|script-src[^;]*\*/.test(policy), policy)
        assert.equal(headers['cache-control'], 'no-store', address)
        assert.equal(headers['x-content-type-options'], 'nosniff', address)
        assert.equal(headers['referrer-policy'], 'same-origin', address)
      }
    }
  })

  test('with a token or a person in it is kept by nobody, and read by no other site', async () => {
    const application = await addApplication(server, { settings: CODE })
    const browser = await signedInBrowser(server, 'ada@acme.test')
    const { access_token } = await tokensOf(server, browser, application)
    const owner = await signedInAs(server, 'owner')
    const origin = 'https://evil.example'
    const asked = [
      ['/oauth2/v1/userinfo', { authorization: `Bearer ${access_token}` }],
      ['/api/v1/session', { cookie: owner.cookie }],
      ['/api/v1/users', { cookie: owner.cookie }],
      ['/api/v1/sessions/me', { cookie: owner.cookie }],
      ['/account', { cookie: owner.cookie }],
    ] as const
    for (const [path, headers] of asked) {
      const answer = await fetch(server.url + path, { headers: { ...headers, origin } })
      await answer.text()
      assert.match(answer.headers.get('cache-control') ?? '', /no-store/, path)
      assert.equal(answer.headers.get('access-control-allow-origin'), null, path)
      assert.equal(answer.headers.get('access-control-allow-credentials'), null, path)
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', path)
    }
  })

  test('repeats nothing of a request as markup', async () => {
    const bad = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
    const application = await addApplication(server, { label: bad, settings: CODE })
    const person = await addPerson(server, 'mallory@acme.test', {
      profile: { name: bad, givenName: bad },
    })
    const browser = await signedInBrowser(server, person.login)
    const q = encodeURIComponent(bad)
    for (const address of [
      ...[`/${q}`, `/login?return_to=/${q}&login_hint=${q}&connection=${q}`, `/login/${q}`],
      ...[`/sso/openid?error=${q}&error_description=${q}&state=${q}`, `/sso/openid/${q}?iss=${q}`],
      ...[`/logged-out?connection=${q}`, `/activate?user_code=${q}`, '/', '/account', '/logout'],
      `/oauth2/v1/authorize?client_id=${q}&redirect_uri=${q}&state=${q}`,
      `/oauth2/v1/authorize?client_id=${application.clientId}&redirect_uri=${q}`,
      `/oauth2/v1/logout?id_token_hint=${q}&post_logout_redirect_uri=${q}&state=${q}`,
      `/home/oidc_client/${q}/${q}`,
    ]) {
      for (const visitor of [browser, createBrowser()]) {
        const { html, status } = await visitor.get(server.url + address)
        assert.ok(status < 500, `${address} ${status}`)
        assert.ok(!html.includes('<img src=x') && !html.includes('<script>alert'), address)
      }
    }
  })
})

describe('a form of another site', () => {
  const TOKEN = 'x'.repeat(43)
  const FORMS = [
    ...['/login', '/login/factor', '/login/passkey', '/logout', '/sso/link', '/recover'],
    ...[`/invite/${TOKEN}`, `/reset/${TOKEN}`, '/password/forgot', '/activate'],
    ...['/arrange/tile', '/arrange/section', '/account/sessions/end', '/account/sessions/others'],
    ...['/account/password', '/account/factors/passkey', '/account/factors/app'],
    ...['/account/factors/codes', '/account/factors/remove', '/account/disconnect/idn_x'],
    ...['/oauth2/v1/consent/abc', '/oauth2/default/v1/consent/abc'],
  ]
  const SITES: Readonly<Record<string, string>>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { referer: 'https://evil.example/' },
  ]

  test('does nothing at any address, whoever is signed in', async () => {
    const { cookie } = await signedInAs(server, 'owner')
    const count = async () => {
      const tables = ['session', 'pending_sign_in', 'throttle', 'mail', 'passkey', 'totp_factor']
      const rows = tables.map((name) =>
        server.db
          .selectFrom(name as 'session')
          .selectAll()
          .execute(),
      )
      return JSON.stringify(await Promise.all(rows))
    }
    const before = await count()
    const types = { 'content-type': 'application/x-www-form-urlencoded' }
    for (const form of FORMS) {
      for (const site of SITES) {
        const headers = { ...types, ...site, cookie }
        const body = 'login=ada@acme.test&password=correct-horse-battery&kind=otp&decision=allow'
        const answer = await fetch(server.url + form, {
          ...{ method: 'POST', headers, body, redirect: 'manual' },
        })
        await answer.text()
        assert.equal(answer.status, 403, `${form} ${JSON.stringify(site)}`)
        assert.deepEqual(answer.headers.getSetCookie(), [], form)
      }
    }
    assert.equal(await count(), before)
  })
})
