import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { filterGroups } from '../applications/groups-claim.ts'
import { compileNamePattern } from './name-pattern.ts'

describe('a pattern for group names', () => {
  test('matches what V8 matches', () => {
    const atom = fc.constantFrom(
      'a',
      'b',
      '.',
      '[ab]',
      '[^a]',
      '\\w',
      '\\.',
      '(a|b)',
      '(?:ab)?',
      '(a*b)+',
      '(|a){2,3}',
    )
    const quantifier = fc.constantFrom('', '', '*', '+', '?', '{2}', '{0,2}', '{1,}', '*?')
    const pattern = fc
      .array(fc.tuple(atom, quantifier), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.map(([one, many]) => one + many).join(''))
    const choice = fc.array(pattern, { minLength: 1, maxLength: 3 }).map((all) => all.join('|'))
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '-', '😀'), maxLength: 8 })
    fc.assert(
      fc.property(choice, name, (source, text) => {
        const expected = ofV8(source)?.test(text)
        assert.equal(compileNamePattern(source)?.matches(text), expected, `${source} ${text}`)
      }),
      { numRuns: 2_000 },
    )
  })

  for (const [source, name, expected] of [
    ['^eng-.*$', 'eng-backend', true],
    ['eng(-[a-z]+)*', 'eng-a-b', true],
    ['(?<team>a|b)-\\p{Lu}+', 'a-ÄÖ', true],
    ['a$b', 'ab', false],
    ['[\\]]+', ']]', true],
    ['', '', true],
    ['a{3}', 'aa', false],
  ] as const) {
    test(`${source} and ${name}: ${expected}`, () => {
      assert.equal(compileNamePattern(source)?.matches(name), expected)
    })
  }

  for (const source of [
    '(',
    '(?=a)a',
    '(?<!a)b',
    '(a)\\1',
    '\\bx',
    '((a{100}){100}){100}',
    'a{999}',
  ]) {
    test(`${source} is refused`, () => assert.equal(compileNamePattern(source), undefined))
  }

  test('takes milliseconds where going back would take years', () => {
    const name = `${'a'.repeat(199)}!`
    for (const value of [
      '(a+)+',
      '(a|a)*',
      '(a|aa)+',
      '.*.*.*.*.*.*x',
      `${'a?'.repeat(60)}a{60}`,
      '(\\w*)*x',
    ]) {
      assert.ok(compileNamePattern(value), value)
      const before = performance.now()
      assert.deepEqual(filterGroups({ filter: 'REGEX', value }, [name]), [])
      assert.ok(performance.now() - before < 500, value)
    }
  })
})

function ofV8(source: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${source})$`, 'u')
  } catch {
    return undefined
  }
}
