import { z } from '@hono/zod-openapi'

export const PROBLEM_JSON = 'application/problem+json'

/** RFC 9457, with the fields at fault and, at 412, what is there now. */
export const problem = z
  .object({
    type: z.string().openapi({ example: 'about:blank' }),
    title: z.string(),
    status: z.number().int(),
    code: z.string().openapi({ example: 'invalid_input' }),
    detail: z.string(),
    errors: z
      .array(
        z.object({
          path: z.string(),
          message: z.string(),
          mayHeal: z.boolean().optional().openapi({
            description:
              "True where it lies at a connection's provider and may be gone at the next look: `check: skip` saves the connection without it.",
          }),
        }),
      )
      .optional()
      .openapi({ description: 'One for each fault, by the path of the field.' }),
    current: z.unknown().optional().openapi({
      description: 'At 412: the resource as it is now, to compare with what was typed.',
    }),
  })
  .openapi('Problem')

const TITLES = {
  400: 'What was sent cannot be used; `errors` names the fields.',
  401: 'Nobody is signed in, or the token is not valid.',
  403: 'Who asks may not do this, or a browser was misled from another site.',
  404: 'There is no such thing in this organization.',
  409: 'It collides with something that is there.',
  412: 'It was changed meanwhile; `current` is what is there now.',
  413: 'What was sent is larger than 1 MiB (an import: than 11 MiB).',
  415: 'The body is not JSON.',
  428: 'A change needs If-Match.',
  503: 'Too busy, or the provider cannot be reached; try again in a moment.',
} as const
type Status = keyof typeof TITLES

/** Every route can be refused in these ways; the others are said where they apply. */
const ALWAYS = [400, 401, 403, 413, 415, 503] as const

export function refusals<S extends Status>(...more: S[]) {
  const entries = [...ALWAYS, ...more].map((status) => [
    status,
    { description: TITLES[status], content: { [PROBLEM_JSON]: { schema: problem } } },
  ])
  // The keys are the statuses that were just put in.
  return Object.fromEntries(entries) as Record<
    (typeof ALWAYS)[number] | S,
    { description: string; content: { 'application/problem+json': { schema: typeof problem } } }
  >
}

export function json<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { 'application/json': { schema } } }
}

/** The same with the ETag that the next change names in If-Match. */
export function versioned<T extends z.ZodType>(schema: T, description: string) {
  return {
    ...json(schema, description),
    headers: { ETag: { schema: { type: 'string' as const }, description: 'Its version.' } },
  }
}

export const nothing = { description: 'Done.' }

export function body<T extends z.ZodType>(schema: T) {
  return { required: true, content: { 'application/json': { schema } } }
}
