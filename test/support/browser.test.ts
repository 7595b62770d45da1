import assert from 'node:assert/strict'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { createBrowser } from './browser.ts'
import { createCookieJar } from './cookie-jar.ts'
import { parseForms } from './html-form.ts'
import { type LoopbackServer, listenOnLoopback } from './peers/listen.ts'

/** Says what it was sent; `/set` sets cookies, `/go` redirects to `to`. */
async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://here')
  if (url.pathname === '/set') response.setHeader('set-cookie', url.searchParams.getAll('cookie'))
  if (url.pathname === '/go') {
    response.writeHead(302, { location: url.searchParams.get('to') ?? '/' }).end()
    return
  }
  const { cookie = '', origin = '', 'sec-fetch-site': site } = request.headers
  response.end(JSON.stringify({ cookie, origin, site, body: await text(request) }))
}

describe('the browser without a screen', () => {
  let one: LoopbackServer
  let other: LoopbackServer
  before(async () => {
    one = await listenOnLoopback((request, response) => void echo(request, response))
    other = await listenOnLoopback((request, response) => void echo(request, response))
  })
  after(() => Promise.all([one.close(), other.close()]))

  test('sends the cookies of a host to every port of it, and to no other host', async () => {
    const browser = createBrowser()
    await browser.get(`http://localhost:${one.port}/set?cookie=a=1`)
    assert.match((await browser.get(`http://localhost:${other.port}/`)).html, /"cookie":"a=1"/)
    assert.match((await browser.get(`http://127.0.0.1:${other.port}/`)).html, /"cookie":""/)
  })

  test('follows redirects one by one and records them, or stops where it is told', async () => {
    const browser = createBrowser()
    const address = `http://localhost:${one.port}/go?to=http://a.localhost:${other.port}/end`
    const page = await browser.get(address)
    assert.deepEqual(
      page.chain.map((hop) => hop.status),
      [302, 200],
    )
    const stopped = await browser.get(address, { until: (url) => url.pathname === '/end' })
    assert.equal(stopped.next, `http://a.localhost:${other.port}/end`)
    assert.equal((await browser.follow(stopped)).url, stopped.next)
  })

  test('submits a form as its page would, with an Origin', async () => {
    const browser = createBrowser()
    const page = await browser.post(`http://localhost:${one.port}/`, { name: 'Ada & co' })
    const sent = JSON.parse(page.html)
    assert.deepEqual(
      [sent.origin, sent.site, sent.body],
      [`http://localhost:${one.port}`, 'same-origin', 'name=Ada+%26+co'],
    )
  })

  test('keeps Lax cookies from posts of other sites, and Strict ones from all they send', () => {
    const jar = createCookieJar()
    const url = new URL('http://localhost/')
    jar.store(url, ['lax=1; SameSite=Lax', 'strict=1; SameSite=Strict', 'plain=1'])
    const initiator = new URL('http://127.0.0.1/')
    assert.equal(jar.headerFor({ url, method: 'GET', initiator }), 'lax=1; plain=1')
    assert.equal(jar.headerFor({ url, method: 'POST', initiator }), undefined)
  })

  test('honours Path, Secure, Max-Age, Expires and the __Host- prefix', () => {
    let now = Date.parse('2026-01-01')
    const jar = createCookieJar({ now: () => now })
    jar.store(new URL('http://shop.test/a/b'), [
      'secure=1; Secure',
      'here=1',
      'short=1; Max-Age=10; Path=/',
      '__Host-x=1; Path=/',
      'gone=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
    ])
    const sent = (path: string) =>
      jar.headerFor({ url: new URL(path, 'http://shop.test'), method: 'GET', initiator: undefined })
    assert.equal(sent('/a/c'), 'here=1; short=1')
    assert.equal(sent('/'), 'short=1')
    now += 11_000
    assert.equal(sent('/'), undefined)
  })

  test('reads forms: hidden inputs, entities, choices, buttons that stand outside', () => {
    const [form] = parseForms(
      'http://a.test/page?x=1',
      `<form id=f method=post><input type=hidden name=token value="a&amp;b"><input name='login'>
       <input type=checkbox name=keep checked><select name=s><option value=1>One<option value=2 selected>Two</option></select>
       </form><button form=f name=go value=yes>Go</button>`,
    )
    assert.deepEqual(form?.fields, { token: 'a&b', login: '', keep: 'on', s: '2' })
    assert.equal(form?.action, 'http://a.test/page?x=1')
    assert.deepEqual(form?.buttons, [{ name: 'go', value: 'yes', text: 'Go' }])
  })
})
