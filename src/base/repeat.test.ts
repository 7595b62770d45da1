import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { repeat } from './repeat.ts'

describe('repeat', () => {
  test('a round that fails is reported, and the next one comes', async () => {
    const errors: unknown[] = []
    const { promise: second, resolve } = Promise.withResolvers<void>()
    let rounds = 0
    const { stop } = repeat(
      async () => {
        rounds += 1
        if (rounds === 2) resolve()
        if (rounds === 1) throw new Error('the first')
      },
      { everyMs: 1, onError: (error) => errors.push(error) },
    )
    // The timer holds no process open, so something else must.
    const hold = setTimeout(() => {}, 60_000)
    await second
    clearTimeout(hold)
    await stop()
    assert.deepEqual(errors.map(String), ['Error: the first'])
  })

  test('stopping waits for the round under way, which hears of it, and begins no other', async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>()
    let rounds = 0
    let heard = false
    const { stop } = repeat(
      async (signal) => {
        rounds += 1
        begin()
        await mayEnd
        heard = signal.aborted
      },
      { everyMs: 1, onError: assert.fail },
    )
    const hold = setTimeout(() => {}, 60_000)
    await begun
    const stopped = stop()
    end()
    await stopped
    clearTimeout(hold)
    assert.deepEqual({ rounds, heard }, { rounds: 1, heard: true })
  })
})
