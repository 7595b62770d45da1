import type { Remedy } from '../core/causes/cause.ts'
import type { Explanation } from '../core/causes/explanation.ts'
import { VENDOR_NAMES } from '../core/causes/places.ts'

/** The cause of a failure, both values under each other, and each place where it is mended. */
export function describeExplanation(explanation: Explanation): string {
  const { kind, cause, sentence, expected, received, remedies } = explanation
  return [
    `${kind === 'warning' ? 'Warning' : 'Cause'}: ${sentence} [${cause}]`,
    ...(expected ? [`  expected:  ${expected}`] : []),
    ...(received ? [`  received:  ${received}`] : []),
    ...remedies.flatMap(describeRemedy),
  ].join('\n')
}

function describeRemedy({ where, menuPath, text, valueToPaste, settingLink }: Remedy): string[] {
  const path = menuPath.length > 0 ? `: ${menuPath.join(' › ')}` : ''
  return [
    `  ${PLACES[where]}${path}${settingLink ? ` (${settingLink})` : ''}`,
    `    ${text}`,
    ...(valueToPaste ? [`    ${valueToPaste}`] : []),
  ]
}

const PLACES: Readonly<Record<Remedy['where'], string>> = {
  ...VENDOR_NAMES,
  generic: 'At the provider',
  application: 'In the application',
  here: 'Here',
}
