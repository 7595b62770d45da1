import type { Cause } from './cause.ts'
import { CAUSES_AT_PROVIDER } from './causes-at-provider.ts'
import { CAUSES_BETWEEN } from './causes-between.ts'
import { CAUSES_HERE } from './causes-here.ts'
import { CAUSES_IN_TOKENS } from './causes-in-tokens.ts'
import { CAUSES_OF_APPLICATIONS } from './causes-of-applications.ts'
import { CAUSES_OF_CREDENTIALS } from './causes-of-credentials.ts'

/** Every cause that is told apart, by the end of the wire where it arises. */
export const CATALOGUE = {
  ...CAUSES_AT_PROVIDER,
  ...CAUSES_BETWEEN,
  ...CAUSES_IN_TOKENS,
  ...CAUSES_HERE,
  ...CAUSES_OF_APPLICATIONS,
  ...CAUSES_OF_CREDENTIALS,
} as const

export type CauseId = keyof typeof CATALOGUE

export function causeOf(id: CauseId): Cause {
  return CATALOGUE[id]
}
