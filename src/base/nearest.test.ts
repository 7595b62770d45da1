import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearest } from './nearest.ts'

const CASES: readonly [typed: string, meant: string | undefined][] = [
  ['listn', 'listen'],
  ['Listen', 'listen'],
  ['databse', 'database'],
  ['organization', 'organizations'],
  ['log', 'log'],
  ['colour', undefined],
  ['', undefined],
]

for (const [typed, meant] of CASES) {
  test(`"${typed}" ${meant ? `most likely means "${meant}"` : 'is near nothing'}`, () => {
    assert.equal(nearest(typed, ['listen', 'database', 'organizations', 'log']), meant)
  })
}
