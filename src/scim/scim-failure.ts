import { type ErrorCode, Failure } from '../base/errors.ts'

/** What is wrong with a request, by the words of RFC 7644 section 3.12. */
type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'

export function scimFailure(scimType: ScimType, message: string): Failure {
  return new Failure('invalid_input', message, { detail: { scimType } })
}

const TYPES: Partial<Record<ErrorCode, ScimType>> = {
  already_exists: 'uniqueness',
  invalid_input: 'invalidValue',
}

/** Of 400 and 409 alone: the others say it by their status. */
export function scimTypeOf({ code, detail }: Failure): string | undefined {
  return typeof detail.scimType === 'string' ? detail.scimType : TYPES[code]
}
