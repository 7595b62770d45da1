import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR, MINUTE, SECOND } from './clock.ts'
import { formatDuration, parseDuration } from './duration.ts'

for (const [text, ms] of [
  ['45s', 45 * SECOND],
  ['30m', 30 * MINUTE],
  ['2h', 2 * HOUR],
  ['7d', 7 * DAY],
  ['3600001ms', HOUR + 1],
] as const) {
  test(`${text} is ${ms} milliseconds, and back`, () => {
    assert.equal(parseDuration(` ${text} `), ms)
    assert.equal(formatDuration(ms), text)
  })
}

for (const text of ['', '2', 'h', '2.5h', '-1h', '0s', '2 h', '1h30m']) {
  test(`"${text}" is no duration`, () => {
    assert.throws(() => parseDuration(text), /such as 45s, 30m, 2h or 7d/)
  })
}
