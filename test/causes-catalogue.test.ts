import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { CATALOGUE } from '../src/core/causes/catalogue.ts'
import { USER_STATUSES } from '../src/core/users/user.ts'

/** What nothing brings about: it is there for what the catalogue lacks. */
const NONE = ['unknown']

test('every cause of the catalogue is brought about for real by a test', () => {
  const text = readdirSync(import.meta.dirname)
    .filter((name) => /^causes-.*\.test\.ts$/.test(name))
    .map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'))
    .join('\n')
    // One row for each of them.
    .replace(/cause: `person_\$\{status\}`/, (row) =>
      [row, ...USER_STATUSES.map((status) => `'person_${status}'`)].join(' '),
    )
  const missing = Object.keys(CATALOGUE).filter(
    (cause) => !NONE.includes(cause) && !text.includes(`'${cause}'`),
  )
  assert.deepEqual(missing, [])
})
