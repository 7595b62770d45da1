import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  changed,
  type Dashboard,
  type DashboardChange,
  MOST_SECTIONS,
  NEW_DASHBOARD,
  placeAll,
} from './dashboard.ts'

/** `a b | c` is a dashboard of two sections. */
const drawn = (text: string): Dashboard => ({
  sections: text.split('|').map((part, i) => ({
    id: `s${i + 1}`,
    name: `Section ${i + 1}`,
    applicationIds: part.split(' ').filter(Boolean),
  })),
})
const drawing = ({ sections }: Dashboard): string =>
  sections.map(({ applicationIds }) => applicationIds.join(' ')).join(' | ')

describe('where tiles stand', () => {
  test('a new application stands at the end of the first section', () => {
    assert.equal(drawing(placeAll(drawn('a | b'), ['a', 'b', 'c'])), 'a c | b')
    assert.equal(drawing(placeAll(NEW_DASHBOARD, ['a', 'b'])), 'a b')
  })

  test('what is no longer assigned has no place', () => {
    assert.equal(drawing(placeAll(drawn('a b | c'), ['b'])), 'b | ')
  })

  const CHANGES: readonly (readonly [string, string, DashboardChange, string])[] = [
    ['up', 'a b | c', { kind: 'step_tile', application: 'b', by: 'up' }, 'b a | c'],
    ['up, at the top', 'a b | c', { kind: 'step_tile', application: 'a', by: 'up' }, 'a b | c'],
    [
      'up, into the section above',
      'a | b',
      { kind: 'step_tile', application: 'b', by: 'up' },
      'a b | ',
    ],
    ['down', 'a b | c', { kind: 'step_tile', application: 'a', by: 'down' }, 'b a | c'],
    [
      'down, into the section below',
      'a | b',
      { kind: 'step_tile', application: 'a', by: 'down' },
      ' | a b',
    ],
    ['down, at the bottom', 'a | b', { kind: 'step_tile', application: 'b', by: 'down' }, 'a | b'],
    ['to a section', 'a b | c', { kind: 'place_tile', application: 'a', section: 's2' }, 'b | c a'],
    [
      'in front of a tile',
      'a b | c',
      { kind: 'place_tile', application: 'b', section: 's2', before: 'c' },
      'a | b c',
    ],
    [
      'within its section',
      'a b c',
      { kind: 'place_tile', application: 'c', section: 's1', before: 'a' },
      'c a b',
    ],
    [
      'in front of itself',
      'a b',
      { kind: 'place_tile', application: 'b', section: 's1', before: 'b' },
      'a b',
    ],
    [
      'in front of one that is gone',
      'a b',
      { kind: 'place_tile', application: 'a', section: 's1', before: 'z' },
      'b a',
    ],
    ['with its section', 'a | b', { kind: 'move_section', section: 's2', by: 'up' }, 'b | a'],
    [
      'to the first, when its section is deleted',
      'a | b | c',
      { kind: 'delete_section', section: 's2' },
      'a b | c',
    ],
    ['to what is then the first', 'a | b', { kind: 'delete_section', section: 's1' }, 'b a'],
  ]
  for (const [how, before, change, after] of CHANGES) {
    test(`a tile moves ${how}`, () => assert.equal(drawing(changed(drawn(before), change)), after))
  }
})

describe('sections', () => {
  test('are named, in at most 60 characters and on one line', () => {
    const named = changed(NEW_DASHBOARD, { kind: 'add_section', name: ' Work\n' })
    assert.deepEqual(
      named.sections.map(({ id, name }) => [id, name]),
      [
        ['s1', 'Applications'],
        ['s2', 'Work'],
      ],
    )
    for (const name of ['', '  ', 'x'.repeat(61)]) {
      assert.throws(
        () => changed(named, { kind: 'rename_section', section: 's2', name }),
        /1 to 60/,
      )
    }
  })

  test(`are ${MOST_SECTIONS} at most, and one at least`, () => {
    let dashboard = NEW_DASHBOARD
    for (let i = 1; i < MOST_SECTIONS; i++) {
      dashboard = changed(dashboard, { kind: 'add_section', name: `${i}` })
    }
    assert.equal(new Set(dashboard.sections.map(({ id }) => id)).size, MOST_SECTIONS)
    assert.throws(() => changed(dashboard, { kind: 'add_section', name: 'more' }), /at most/)
    assert.throws(
      () => changed(NEW_DASHBOARD, { kind: 'delete_section', section: 's1' }),
      /last section/,
    )
  })

  test('and tiles that are not there are told apart from what is wrong', () => {
    assert.throws(() => changed(NEW_DASHBOARD, { kind: 'delete_section', section: 's9' }), {
      code: 'not_found',
    })
    const change = { kind: 'place_tile', application: 'z', section: 's1' } as const
    assert.throws(() => changed(NEW_DASHBOARD, change), { code: 'not_found' })
  })
})
