import { createRoute, z } from '@hono/zod-openapi'
import { IMPORT_FIELDS } from '../../core/people-import/import-columns.ts'
import { IMPORT_OUTCOMES } from '../../core/people-import/import-people.ts'
import { LARGEST_CSV_BYTES } from '../../core/people-import/read-csv.ts'
import { body, json, refusals } from './answers.ts'
import { text } from './fields.ts'

const peopleImport = z
  .strictObject({
    csv: z
      .string()
      .max(2 * LARGEST_CSV_BYTES)
      .openapi({
        description:
          'A header and a line for each person, parted by commas, semicolons or tabs: 5 MiB and 10,000 people at most.',
        example:
          'login,first name,last name,groups\nada@acme.test,Ada,Lovelace,engineering; finance',
      }),
    dryRun: z.boolean().openapi({ description: 'Only says what each line would do.' }),
    columns: z
      .record(text(), z.enum([...IMPORT_FIELDS, 'ignore']))
      .optional()
      .openapi({ description: 'What a column is about whose name does not say it.' }),
    newStatus: z
      .enum(['active', 'staged'])
      .optional()
      .openapi({ description: 'Of people who are new and whose line has no status: else active.' }),
    invite: z
      .boolean()
      .optional()
      .openapi({ description: 'Makes an invitation for everybody who is new and staged.' }),
  })
  .openapi('PeopleImport')

const importedRow = z
  .object({
    line: z.number().int(),
    login: text(),
    outcome: z.enum(IMPORT_OUTCOMES),
    changes: z.array(z.object({ field: text(), before: text(), after: text() })),
    problems: z.array(text()).openapi({ description: 'Why a line is refused.' }),
    invitation: z.string().nullable().openapi({ description: 'Shown once.' }),
  })
  .openapi('ImportedRow')

const peopleImported = z
  .object({
    dryRun: z.boolean(),
    counts: z.object({
      create: z.number().int(),
      change: z.number().int(),
      unchanged: z.number().int(),
      refused: z.number().int(),
    }),
    rows: z.array(importedRow),
    report: z.string().openapi({ description: 'The rows as CSV, for a spreadsheet.' }),
  })
  .openapi('PeopleImported')

export const importPeople = createRoute({
  method: 'post',
  path: '/users/import',
  operationId: 'importPeople',
  tags: ['People'],
  summary: 'Add and change people by a CSV file, or say beforehand what it would do',
  request: { body: body(peopleImport) },
  responses: {
    200: json(peopleImported, 'What each line did, or would do.'),
    ...refusals(409),
  },
})
