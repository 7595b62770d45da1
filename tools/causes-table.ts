import type { Cause } from '../src/core/causes/cause.ts'
import { CAUSES_AT_PROVIDER } from '../src/core/causes/causes-at-provider.ts'
import { CAUSES_BETWEEN } from '../src/core/causes/causes-between.ts'
import { CAUSES_HERE } from '../src/core/causes/causes-here.ts'
import { CAUSES_IN_TOKENS } from '../src/core/causes/causes-in-tokens.ts'
import { CAUSES_OF_APPLICATIONS } from '../src/core/causes/causes-of-applications.ts'
import { CAUSES_OF_CREDENTIALS } from '../src/core/causes/causes-of-credentials.ts'
import { PLACES, VENDOR_NAMES, VENDORS } from '../src/core/causes/places.ts'

const ENDS: readonly (readonly [string, Readonly<Record<string, Cause>>])[] = [
  ['What a provider refuses', CAUSES_AT_PROVIDER],
  ['Between the provider and us', CAUSES_BETWEEN],
  ['In what the provider says of a person', CAUSES_IN_TOKENS],
  ['At our own door', CAUSES_HERE],
  ['What applications ask for', CAUSES_OF_APPLICATIONS],
  ['How applications show that they are themselves', CAUSES_OF_CREDENTIALS],
]

/** The catalogue as tables, one for each end of the wire, and then the menus that it names. */
export function causesTables(): string {
  const ends = ENDS.flatMap(([title, causes]) => [`### ${title}`, '', tableOf(causes)])
  return [...ends, '## Where it is mended', '', placesTable()].join('\n')
}

function tableOf(causes: Readonly<Record<string, Cause>>): string {
  const rows = Object.entries(causes).map(([id, cause]) => {
    const { there, application, here } = cause
    const mended = [
      there && `At the provider (\`${there.place}\`): ${there.text}`,
      application && `In the application: ${application.text}`,
      here && `Here: ${here.text}`,
    ].filter((line) => line !== undefined)
    return `| \`${id}\` | ${cell(cause.title)} | ${cell(cause.sentence)} | ${cell(mended.join(' '))} |`
  })
  const head = [
    '| cause | what it is | what an administrator is told | what mends it |',
    '|---|---|---|---|',
  ]
  return [...head, ...rows, ''].join('\n')
}

function placesTable(): string {
  const names = VENDORS.map((vendor) => VENDOR_NAMES[vendor])
  const rows = Object.entries(PLACES).map(([place, menus]) => {
    const cells = VENDORS.map((vendor) => cell(menus[vendor].join(' › ')))
    return `| \`${place}\` | ${cells.join(' | ')} |`
  })
  return [
    `| place | ${names.join(' | ')} |`,
    `|---|${'---|'.repeat(VENDORS.length)}`,
    ...rows,
    '',
  ].join('\n')
}

/** Addresses are told, not linked: nothing of a table is to be clicked by mistake. */
function cell(text: string): string {
  return text
    .replaceAll('|', '\\|')
    .replaceAll(/\{(\w+)\}/g, '*$1*')
    .replaceAll(/https:\/\/\S+/g, '`$&`')
}
