import { type Difference, findDifference } from '../../web/difference.ts'
import { nearestOf } from './nearness.ts'

/**
 * Where what came differs from what was expected: of several expected values, from the one that was
 * probably meant. Undefined where the two have little in common: then there is no difference to point
 * at, just two values.
 */
export function compareValues(expected: string, received: string): Difference | undefined {
  // A list of addresses has the one that was meant; a sentence is no list.
  const isValue = !received.includes(' ')
  const meant = (isValue && nearestOf(expected.split(' '), received)) || expected
  const difference = findDifference(meant, received)
  const { before, after } = difference
  return before.length + after.length < meant.length / 3 ? undefined : difference
}
