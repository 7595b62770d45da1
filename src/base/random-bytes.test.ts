import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesForNames } from './random-bytes.ts'

test('bytes for names are as many as were asked for, and never the same ones again', () => {
  const seen = new Set<string>()
  for (let round = 0; round < 2_000; round += 1) {
    const bytes = bytesForNames(10)
    assert.equal(bytes.length, 10)
    seen.add(Buffer.from(bytes).toString('hex'))
  }
  assert.equal(seen.size, 2_000)
})
