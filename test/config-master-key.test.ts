import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, test } from 'node:test'
import { createSealer } from '../src/base/seal.ts'
import { parseMasterKey } from '../src/config/master-key-source.ts'
import { checkMasterKey } from '../src/core/installation/check-master-key.ts'
import { loadMasterKey } from '../src/installation/load-master-key.ts'
import { engines } from './support/databases.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-key-'))
after(() => rmSync(folder, { recursive: true }))

for (const engine of engines) {
  describe(`the master key of a database on ${engine.name}`, () => {
    test('is the first one it meets, and no other after it', async () => {
      const db = await engine.fresh()
      const [own, other] = [createSealer(randomBytes(32)), createSealer(randomBytes(32))]
      await checkMasterKey({ db, sealer: own })
      await checkMasterKey({ db, sealer: own })
      await assert.rejects(
        checkMasterKey({ db, sealer: other }),
        new RegExp(`it needs key ${own.keyId} and was given key ${other.keyId}`),
      )
    })

    test('is one key even where two processes with two keys start at once', async () => {
      const db = await engine.fresh()
      const sealers = [createSealer(randomBytes(32)), createSealer(randomBytes(32))]
      const checks = await Promise.allSettled(
        sealers.map((sealer) => checkMasterKey({ db, sealer })),
      )
      assert.deepEqual(checks.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    })
  })
}

describe('a key file', () => {
  const told: string[] = []
  const log = {
    info: (_about: unknown, text?: string) => void told.push(text ?? ''),
    warn: (_about: unknown, text?: string) => void told.push(text ?? ''),
  }
  const load = (file: string, { isSealed = false, made = true } = {}) =>
    loadMasterKey({ source: { kind: 'file', file, made }, isSealed, log })

  test('is made once, for its owner only, and the log says so', () => {
    const file = path.join(folder, 'data', 'master.key')
    const key = load(file)
    assert.equal(key.byteLength, 32)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.match(told.at(-1) ?? '', /made a master key/)
    assert.deepEqual(load(file, { isSealed: true }), key)
    assert.deepEqual(readdirSync(path.dirname(file)), ['master.key'])
  })

  test('that others can read is used, and warned of', () => {
    const file = path.join(folder, 'open.key')
    load(file)
    chmodSync(file, 0o644)
    load(file)
    assert.match(told.at(-1) ?? '', /can be read by others: chmod 600/)
  })

  test('is never made where a sealed database misses its own, nor where one was named', () => {
    const file = path.join(folder, 'lost.key')
    assert.throws(() => load(file, { isSealed: true }), /put its file back/)
    assert.throws(() => load(file, { made: false }), /openssl rand -base64 32 > /)
    assert.ok(!readdirSync(folder).includes('lost.key'))
  })

  test('that holds something else is refused without telling what', () => {
    const file = path.join(folder, 'wrong.key')
    writeFileSync(file, 'correct-horse-battery')
    assert.throws(
      () => load(file),
      (error: Error) => !error.message.includes('horse'),
    )
  })
})

test('a master key is 32 bytes, in base64 or base64url', () => {
  const key = Buffer.from(new Uint8Array(32).fill(0xfb))
  for (const text of [
    key.toString('base64'),
    key.toString('base64url'),
    `${key.toString('base64')}\n`,
  ]) {
    assert.deepEqual(parseMasterKey(text), new Uint8Array(key))
  }
  for (const text of ['', 'short', key.toString('hex'), randomBytes(33).toString('base64')]) {
    assert.equal(parseMasterKey(text), undefined, text)
  }
})
