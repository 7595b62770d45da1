import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { html } from './html.ts'

test('what is put into a template is escaped, in text and in attributes', () => {
  const evil = `"><script>alert('1')</script>&\``
  const markup = html`<p title="${evil}">${evil}</p>`.toString()
  assert.equal(
    markup,
    '<p title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&#96;">' +
      '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&#96;</p>',
  )
})

test('lists, nested markup, numbers, false and undefined are written as one expects', () => {
  const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`)
  assert.equal(
    html`<ul>${items}</ul>${0}${undefined}${false}`.toString(),
    '<ul><li>a</li><li>&lt;b&gt;</li></ul>0',
  )
})

test('an object that only looks like markup is not taken for it', () => {
  const pretender = { toString: () => '<b>' } as unknown as string
  assert.throws(() => html`${pretender}`)
})

test('no text at all opens a tag or closes an attribute', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.doesNotMatch(html`${text}`.toString(), /[<>"'`]/)
    }),
  )
})
