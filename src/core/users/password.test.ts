import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashPassword, verifyPassword } from './password.ts'

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
