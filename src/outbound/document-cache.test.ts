import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../base/clock.ts'
import { createDocumentCache, lifetimeOf } from './document-cache.ts'

describe('how long a document is fresh', () => {
  for (const [cacheControl, expected] of [
    [null, 5 * MINUTE],
    ['no-store', 5 * MINUTE],
    ['max-age=0', 5 * MINUTE],
    ['public, max-age=3600', HOUR],
    ['max-age="7200", no-transform', 2 * HOUR],
    ['max-age=3600, no-cache', 5 * MINUTE],
    ['s-maxage=3600', 5 * MINUTE],
    ['max-age=999999999', DAY],
    ['max-age=nonsense', 5 * MINUTE],
  ] as const) {
    test(`${cacheControl}`, () => assert.equal(lifetimeOf(cacheControl), expected))
  }
})

function cacheAtHand() {
  let at = 0
  let loads = 0
  let isDown = false
  const cache = createDocumentCache<number>({ now: () => at })
  const load = async () => {
    if (isDown) throw new Error('down')
    loads += 1
    return { value: loads, cacheControl: 'max-age=3600' }
  }
  return {
    read: async () => (await cache.read('key', load)).value,
    renew: async () => (await cache.renew('key', load)).value,
    pass: (ms: number) => {
      at += ms
    },
    goDown: (down: boolean) => {
      isDown = down
    },
    settle: () => new Promise((resolve) => setImmediate(resolve)),
  }
}

describe('a document of another server', () => {
  test('is asked for once by many at the same time', async () => {
    const { read } = cacheAtHand()
    assert.deepEqual(await Promise.all([read(), read(), read()]), [1, 1, 1])
  })

  test('is renewed behind its readers when it is no longer fresh', async () => {
    const { read, pass, settle } = cacheAtHand()
    await read()
    pass(HOUR)
    assert.equal(await read(), 1, 'nobody waits')
    await settle()
    assert.equal(await read(), 2)
  })

  test('is used while the server is down, and asked for again later', async () => {
    const { read, pass, goDown, settle } = cacheAtHand()
    await read()
    goDown(true)
    for (let hours = 0; hours < 100; hours++) {
      pass(HOUR)
      assert.equal(await read(), 1)
      await settle()
    }
    goDown(false)
    pass(MINUTE)
    await read()
    await settle()
    assert.equal(await read(), 2)
  })

  test('that never came is an error for everybody who waits, and not kept', async () => {
    const { read, goDown } = cacheAtHand()
    goDown(true)
    const results = await Promise.allSettled([read(), read()])
    assert.ok(results.every(({ status }) => status === 'rejected'))
    goDown(false)
    assert.equal(await read(), 1)
  })

  test('is brought anew for whoever has seen that it is out of date', async () => {
    const { read, renew } = cacheAtHand()
    await read()
    assert.equal(await renew(), 2)
    assert.equal(await read(), 2)
  })
})
