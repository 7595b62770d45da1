import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { clearCookie, cookieNames, readCookie, setCookie } from './cookies.ts'

describe('cookies', () => {
  test('two organizations on one host do not share names, and https names are host-bound', () => {
    assert.notEqual(cookieNames('org_a', false).session, cookieNames('org_b', false).session)
    assert.equal(cookieNames('org_a', true).session, '__Host-latchkey_session_org_a')
  })

  test('a cookie is out of reach of scripts and of posts from other sites', () => {
    assert.equal(
      setCookie({ name: '__Host-a', value: 'v', secure: true, maxAgeSeconds: 9.5 }),
      '__Host-a=v; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=9',
    )
  })

  test('only over https can a cookie be sent along from another site', () => {
    const cookie = { name: 'a', value: 'v', reach: 'cross_site' } as const
    assert.match(setCookie({ ...cookie, secure: true }), /SameSite=None; Secure/)
    assert.match(setCookie({ ...cookie, secure: false }), /SameSite=Lax$/)
  })

  test('forgetting a cookie empties it and ends it at once', () => {
    assert.match(clearCookie({ name: 'a', secure: false }), /^a=; .*Max-Age=0$/)
  })

  test('a value that would write a second attribute or header is a bug, and says so', () => {
    for (const value of ['a; Domain=evil.test', 'a\r\nSet-Cookie: b=c', 'ü', '"']) {
      assert.throws(() => setCookie({ name: 'a', value, secure: true }))
    }
  })

  const headers = [
    ['the first of two counts', 'a=1; a=2', '1'],
    ['a name that ends alike is another name', 'xa=1; a=2', '2'],
    ['spaces around do not matter', '  a = 1 ;b=2', '1'],
    ['a pair without a value', 'a; a=1', '1'],
    ['an empty value is none', 'a=', undefined],
    ['a malformed value is none', 'a=%ZZ"\u0000', undefined],
    ['quotes are not unwrapped', 'a="1"', undefined],
    ['names of object members', '__proto__=1; constructor=2', undefined],
    ['nothing', '', undefined],
    ['an enormous header', `${'x=1; '.repeat(10_000)}a=1`, undefined],
  ] as const
  for (const [title, header, expected] of headers) {
    test(`reading: ${title}`, () => assert.equal(readCookie(header, 'a'), expected))
  }

  test('no header whatsoever makes reading throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readCookie(text, 'a')))
  })
})
