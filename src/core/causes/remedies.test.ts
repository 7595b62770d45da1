import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CATALOGUE } from './catalogue.ts'
import type { Cause } from './cause.ts'
import { PLACES, VENDORS } from './places.ts'
import { remediesOf } from './remedies.ts'

const context = { now: 0 } as Parameters<typeof remediesOf>[1]['context']

function atProvider(cause: Cause, vendor: (typeof VENDORS)[number]) {
  const names = {} as Parameters<typeof remediesOf>[1]['names']
  return remediesOf(cause, { vendor, names, context }).find(({ where }) => where === vendor)
}

describe('what mends a cause at the provider', () => {
  test('a value is offered where it can be pasted, and nowhere else', () => {
    const cause = CATALOGUE.groups_filter_missing
    const offered = VENDORS.filter((vendor) => atProvider(cause, vendor)?.valueToPaste)
    assert.deepEqual(offered, ['okta'])
    assert.equal(atProvider(CATALOGUE.algorithm_not_allowed, 'entra')?.valueToPaste, undefined)
    assert.equal(atProvider(CATALOGUE.algorithm_not_allowed, 'keycloak')?.valueToPaste, 'RS256')
  })

  test('every place has its menus at every provider', () => {
    for (const [place, menus] of Object.entries(PLACES)) {
      for (const vendor of VENDORS) {
        const path: readonly string[] = menus[vendor]
        assert.ok(path.length > 0 && path.every((name) => name.trim() === name), place)
      }
    }
  })
})
