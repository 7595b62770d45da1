import type { ImportedRow } from './import-people.ts'

const HEADER = ['line', 'login', 'outcome', 'details', 'invitation']

/** What became of each line, for a spreadsheet: with a mark of UTF-8, which those look for. */
export function importReport(rows: readonly ImportedRow[]): string {
  const lines = rows.map(({ line, login, outcome, changes, problems, invitation = '' }) => {
    const changed = changes.map(({ field, before, after }) => `${field}: ${before} → ${after}`)
    const details = [...problems, ...changed].join('\n')
    return [String(line), login, outcome, details, invitation]
  })
  return `\u{feff}${[HEADER, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')}`
}

/**
 * A spreadsheet runs what begins like a formula, and logins are what somebody else typed: an
 * apostrophe in front makes it text (formula injection).
 */
function cell(text: string): string {
  const inert = /^[\s]*[=+\-@\t\r\n]/.test(text) ? `'${text}` : text
  return `"${inert.replaceAll('"', '""')}"`
}
