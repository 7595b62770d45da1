import { z } from 'zod'
import { duration } from './fields.ts'

/** How people are led to sign in; what is left out keeps its present value. */
export const declaredSignInPolicy = z.strictObject({
  automaticRedirect: z.boolean().optional(),
  emailFirst: z.boolean().optional(),
  remember: duration.nullish(),
})
