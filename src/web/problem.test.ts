import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Failure } from '../base/errors.ts'
import { toProblem } from './problem.ts'

test('a foreseen failure tells its code and message, and keeps its detail to itself', () => {
  const failure = new Failure('not_assigned', 'Ask for it.', { detail: { secret: 'x' } })
  assert.deepEqual(toProblem(failure), {
    status: 403,
    code: 'not_assigned',
    message: 'Ask for it.',
  })
})

test('anything else is a bug that says nothing of its inside', () => {
  for (const error of [new Error('SELECT * FROM secret'), 'text', undefined]) {
    const problem = toProblem(error)
    assert.equal(problem.status, 500)
    assert.doesNotMatch(JSON.stringify(problem), /SELECT|text/)
  }
})
