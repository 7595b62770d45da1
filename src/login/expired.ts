import { Failure } from '../base/errors.ts'

/** Of a request that waits in its browser: unknown, another browser's, over or used, all the same. */
export function expired(): Failure {
  return new Failure('sign_in_expired', 'This sign-in was begun elsewhere, or took too long.', {
    detail: { check: 'request', expected: 'an open one of this browser', received: 'none' },
  })
}
