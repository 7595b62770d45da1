import { z } from '@hono/zod-openapi'
import { id } from './fields.ts'

/** What makes somebody a member of a group. A membership lasts while anything gives it. */
export const membershipSources = {
  manual: z.boolean().openapi({ description: 'Put in by hand, or by a file.' }),
  connectionIds: z
    .array(id('con_06f2k'))
    .openapi({ description: 'Whose claims or provisioning give it.' }),
}
