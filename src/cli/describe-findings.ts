import type { Finding, Verdict } from '../doctor/finding.ts'

const MARKS: Readonly<Record<Verdict, string>> = { right: '✓', note: '·', risky: '!', wrong: '✗' }

/** A line for each finding, what to do below it, and at the end how many there are of each kind. */
export function describeFindings(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ verdict, check, sentence, expected, received, remedy }) => [
    `  ${MARKS[verdict]} ${check}: ${sentence}`,
    ...(expected === undefined ? [] : [`      expected:  ${expected}`]),
    ...(received === undefined ? [] : [`      received:  ${received}`]),
    ...(remedy === undefined ? [] : [`      to do:     ${remedy}`]),
  ])
}

export function summarise(findings: readonly Finding[]): string {
  const count = (wanted: Verdict): number =>
    findings.filter(({ verdict }) => verdict === wanted).length
  const [wrong, risky] = [count('wrong'), count('risky')]
  if (wrong === 0 && risky === 0) return 'Nothing to mend.'
  return `${wrong} to mend, ${risky} to look at.`
}
