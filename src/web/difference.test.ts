import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findDifference, markDifference } from './difference.ts'
import { initialsOf } from './initials.ts'
import { safeHref } from './safe-href.ts'

test('the differing middle of two addresses is marked in both', () => {
  const marked = markDifference('http://localhost/sso/openid', 'https://localhost/sso/openid')
  assert.equal(marked.expected.toString(), 'http<mark class="gap"></mark>://localhost/sso/openid')
  assert.equal(marked.received.toString(), 'http<mark>s</mark>://localhost/sso/openid')
})

test('equal texts have nothing marked, and marked text is escaped', () => {
  assert.equal(markDifference('a', 'a').expected.toString(), 'a')
  assert.equal(markDifference('<a', '<b').received.toString(), '&lt;<mark>b</mark>')
})

test('signs that cannot be seen are shown by their number', () => {
  const marked = markDifference('https://a.test/b', 'https://a.test/\u200b\u202eb\n')
  assert.match(marked.received.toString(), /\[U\+200B\]\[U\+202E\]b\[U\+000A\]/)
})

test('the parts of a difference put together are the two texts', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, other) => {
      const d = findDifference(one, other)
      assert.equal(d.before + d.expected + d.after, one)
      assert.equal(d.before + d.received + d.after, other)
    }),
  )
})

test('initials are of the first and the last word', () => {
  assert.equal(initialsOf('Acme Tools'), 'AT')
  assert.equal(initialsOf('expenses'), 'E')
  assert.equal(initialsOf('Ada King (Countess of) Lovelace'), 'AL')
  assert.equal(initialsOf('łódź 𝒳'), 'Ł𝒳')
  assert.equal(initialsOf('***'), '')
})

test('a link leads to a path of ours or to the web, never to a script', () => {
  for (const good of ['/login?a=b', 'https://app.test/x', 'http://localhost:4000']) {
    assert.equal(safeHref(good), good)
  }
  for (const bad of [
    'javascript:alert(1)',
    ' \tJaVa\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
  ]) {
    assert.equal(safeHref(bad), '#')
  }
})
