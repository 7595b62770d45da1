import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { contentHash } from './content-hash.ts'
import { html } from './html.ts'
import { page } from './page.ts'
import { contentSecurityPolicy, sendPage } from './security-headers.ts'

test('a page allows its own style by hash, no script, no frame, and only its own forms', () => {
  const policy = contentSecurityPolicy({})
  assert.match(policy, /^default-src 'none'; style-src 'sha256-[^']+'; /)
  assert.match(policy, /form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/)
  assert.doesNotMatch(policy, /script-src|unsafe/)
})

test('the hash is that of the style element which pages contain', () => {
  const style = /<style>([\s\S]*)<\/style>/.exec(page({ title: 't', body: html`` }).toString())?.[1]
  // Checked against the sent text itself, so that escaping or formatting cannot part the two.
  const sha256 = hash('sha256', style ?? '', 'base64')
  assert.ok(contentSecurityPolicy({}).includes(`style-src 'sha256-${sha256}'`))
})

test('HSTS is sent over https only', () => {
  const name = 'strict-transport-security'
  assert.equal(sendPage(html`x`).headers.get(name), null)
  assert.match(sendPage(html`x`, { https: true }).headers.get(name) ?? '', /^max-age=\d{8}/)
})

test('pages are not stored, and say what they are', async () => {
  const answer = sendPage(html`<p>${'<'}</p>`, { status: 403, cookies: ['a=1', 'b=2'] })
  assert.equal(answer.status, 403)
  assert.equal(answer.headers.get('cache-control'), 'no-store')
  assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8')
  assert.deepEqual(answer.headers.getSetCookie(), ['a=1', 'b=2'])
  assert.equal(await answer.text(), '<p>&lt;</p>')
})

test('only whole origins get into the policy', () => {
  const hostile = ["https://a.test; script-src 'unsafe-inline'", 'https://a.test/path', '*', 'x:y']
  assert.doesNotMatch(
    contentSecurityPolicy({ framedBy: hostile, formsLeadTo: hostile }),
    /script-src|\*|a\.test|x:y/,
  )
  const policy = contentSecurityPolicy({ framedBy: ['https://app.test'] })
  assert.match(policy, /frame-ancestors https:\/\/app\.test$/)
})

test('a script is allowed by its hash', () => {
  const source = contentHash(html`go()`)
  assert.match(contentSecurityPolicy({ scripts: [source] }), /script-src 'sha256-/)
})
