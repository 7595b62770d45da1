import { z } from '@hono/zod-openapi'
import { LONGEST_DATA_URI } from '../../core/pictures/data-uri.ts'

/** A line of text that somebody typed or a program sent. */
export const text = (longest = 200) => z.string().max(longest)

/** The same, when it may not be empty. */
export const name = (longest = 200) => z.string().trim().min(1).max(longest)

/** An id is looked up, not parsed: one that nobody has is answered with 404. */
export const id = (example: string) => z.string().max(100).openapi({ example })

export const time = z.iso.datetime().openapi({ example: '2026-11-23T12:00:00.000Z' })

/** A picture: read as the path where it is, written as a data URI. */
export const picture = z.string().max(LONGEST_DATA_URI).openapi({
  description:
    'Read: the path of the picture. Written: a new one as `data:image/png;base64,…` (PNG, JPEG, WebP or GIF, 256 KiB, 2048 pixels each way), the path that was read, or null for none.',
  example: '/pictures/pic_06f2k',
})

/** An absolute address. Which kinds are good is the domain's to say, with the field's path. */
export const address = z.string().max(2_000)

export const slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, {
    message: 'A slug has 1 to 63 lower-case letters, digits and inner hyphens.',
  })
  .openapi({ example: 'okta' })

export const idParam = (example: string) =>
  z.object({ id: id(example).openapi({ param: { name: 'id', in: 'path' }, example }) })

export const MOST_A_PAGE = 200

export const pageQuery = z.object({
  after: z
    .string()
    .max(2_000)
    .optional()
    .openapi({ description: 'The `next` of the page before.' }),
  limit: z.coerce.number().int().min(1).max(MOST_A_PAGE).default(50).openapi({ type: 'integer' }),
})

export const searchQuery = pageQuery.extend({
  q: z.string().max(200).optional().openapi({ description: 'What it begins with; any case.' }),
})

/** A page of a list; `next` is null on the last one. */
export function pageOf<T extends z.ZodType>(item: T, title: string) {
  return z
    .object({
      items: z.array(item),
      next: z.string().nullable().openapi({ description: 'Give it as `after` for what follows.' }),
    })
    .openapi(title)
}

export const ifMatch = z.object({
  'if-match': z.string().max(200).optional().openapi({
    description:
      'The ETag of what was read. Without it 428; when it is no longer the present, 412.',
    example: '"1764000000000"',
  }),
})

export const idempotencyKey = z.object({
  'idempotency-key': z.string().min(1).max(200).optional().openapi({
    description:
      'Any text that names this one creation. A repetition within a day is answered as the first was, and makes nothing.',
  }),
})

/** Applications show it as a link or a picture: nothing but http(s), or empty, is kept. */
export const webAddress = z
  .string()
  .trim()
  .max(2_000)
  .refine((text) => text === '' || /^https?:$/.test(URL.parse(text)?.protocol ?? ''), {
    message: 'This is an address that begins with https:// or http://.',
  })
