import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeIdToken, namesOf } from './note-claims.ts'

test('a trace names what came, and tells the values of claims about the token alone', () => {
  const told = describeIdToken({
    ...{ sub: 'ada', email: 'ada@acme.test', groups: ['secret project'], nonce: 'n', iat: 7 },
    ...{ aud: ['a', 'b'], acr: 'mfa', amr: ['pwd', 'otp'] },
  })
  assert.deepEqual(told, {
    claims: 'acr, amr, aud, email, groups, iat, nonce, sub',
    ...{ aud: 'a, b', iat: 7, acr: 'mfa', amr: 'pwd, otp' },
  })
})

test('however many claims came, and however long their names, a trace stays short', () => {
  const many = Object.fromEntries(Array.from({ length: 45 }, (_, i) => [`${i}`.padEnd(99, 'x'), 1]))
  assert.match(namesOf(many), / and 5 more$/)
  assert.ok(namesOf(many).length < 2_600)
  assert.equal(namesOf({}), 'none')
})
