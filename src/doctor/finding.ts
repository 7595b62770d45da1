/**
 * What an examination found about one thing. `right`: nothing to do. `note`: good to know. `risky`:
 * it works, and may stop working or be misused. `wrong`: sign-ins fail.
 */
export type Verdict = 'right' | 'note' | 'risky' | 'wrong'

export type Finding = Readonly<{
  /** What was examined: a field of the document, or a word such as `clock`. */
  check: string
  verdict: Verdict
  sentence: string
  expected?: string
  received?: string
  /** What to do about it, if anything. */
  remedy?: string
}>

type More = Pick<Finding, 'expected' | 'received' | 'remedy'>

/** Findings quote what a provider sends, and it may send a lot. */
const LONGEST = 300

const finding =
  (verdict: Verdict) =>
  (check: string, sentence: string, { expected, received, remedy }: More = {}): Finding => ({
    check,
    verdict,
    sentence: shortened(sentence),
    ...(expected !== undefined && { expected: shortened(expected) }),
    ...(received !== undefined && { received: shortened(received) }),
    ...(remedy !== undefined && { remedy: shortened(remedy) }),
  })

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

export const right = finding('right')
export const note = finding('note')
export const risky = finding('risky')
export const wrong = finding('wrong')

/** Whether any finding makes sign-ins fail. */
export function isWrong(findings: readonly Finding[]): boolean {
  return findings.some(({ verdict }) => verdict === 'wrong')
}
