import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkNewPassword } from './new-password.ts'
import { checkPassword, hashPassword, isOutdated, verifyPassword } from './password.ts'

const PASSWORD = 'correct-horse-battery'

// First in this file, and so in this process: nobody's hash has not been made yet.
test('an unknown login is told that it is wrong, also after the server was too busy once', async () => {
  const known = await hashPassword(PASSWORD)
  const crowd = Array.from({ length: 200 }, () => verifyPassword(known, PASSWORD))
  const settled = Promise.allSettled([...crowd, verifyPassword(undefined, PASSWORD)])
  const refused = (await settled).filter(({ status }) => status === 'rejected')
  assert.ok(refused.length > 0, 'the queue has an end')
  assert.equal(await verifyPassword(undefined, PASSWORD), false)
})

test('a password is right or wrong, and nothing else is right', async () => {
  const known = await hashPassword(PASSWORD)
  assert.equal(await verifyPassword(known, PASSWORD), true)
  for (const wrong of ['', 'correct-horse-batterY', `${PASSWORD} `, 'nobody has this password']) {
    assert.equal(await verifyPassword(known, wrong), false)
    assert.equal(await verifyPassword(undefined, wrong), false)
  }
})

test('a password is the same however the keyboard spells it', async () => {
  const composed = await hashPassword('Schl\u00fcsselbund')
  assert.equal(await verifyPassword(composed, 'Schlu\u0308sselbund'), true)
})

test('a password has 8 to 256 signs, whatever they are', () => {
  for (const good of [
    'eight-88',
    '\u{1f511}'.repeat(8),
    '\u{1f511}'.repeat(256),
    'a'.repeat(256),
  ]) {
    checkPassword(good)
  }
  for (const bad of ['seven-7', '\u{1f511}'.repeat(7), 'a'.repeat(257), 'a'.repeat(1_000_000)]) {
    assert.throws(() => checkPassword(bad), /8 to 256 characters/)
  }
})

test('what is tried first is no password: common ones, and the name itself', async () => {
  const ada = { login: 'ada-lovelace', email: 'a.lovelace@acme.test' }
  for (const common of ['password', 'Password1', '1234567890', 'TRUSTNO1']) {
    await assert.rejects(checkNewPassword(common, ada), /known from leaks/, common)
  }
  for (const name of ['Ada-Lovelace', 'a.lovelace@acme.test', 'A.Lovelace']) {
    await assert.rejects(checkNewPassword(name, ada), /the name it is for/, name)
  }
  for (const good of [
    'correct-horse-battery',
    'no digits and no capitals',
    '\u7b2c\u4e00\u56de'.repeat(3),
  ]) {
    await checkNewPassword(good, ada)
  }
})

test('a hash of another cost or kind is outdated, and today’s is not', async () => {
  assert.equal(isOutdated(await hashPassword(PASSWORD)), false)
  assert.equal(isOutdated('$argon2id$v=19$m=4096,t=3,p=1$c2FsdHNhbHQ$aGFzaA'), true)
  assert.equal(isOutdated('$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA'), true)
})
