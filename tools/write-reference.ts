// Writes the generated part of docs/reference/traces.md:  node tools/write-reference.ts
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { STEPS } from '../src/core/audit/trace-vocabulary.ts'

export const TRACES_FILE = path.join(import.meta.dirname, '..', 'docs', 'reference', 'traces.md')

const BEGIN = '<!-- Made by tools/write-reference.ts from src/core/audit/trace-vocabulary.ts. -->'
const END = '<!-- The end of what is made. -->'

/** The page with its table of steps made anew, and every other word as it was. */
export function withSteps(page: string): string {
  const [before, rest] = page.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) {
    throw new Error('The page has lost the marks between which its table stands.')
  }
  return `${before}${BEGIN}\n\n${stepsTable()}\n${END}${after}`
}

function stepsTable(): string {
  const rows = Object.entries(STEPS).map(([name, meaning]) => `| \`${name}\` | ${meaning} |`)
  return ['| step | what it is |', '|---|---|', ...rows, ''].join('\n')
}

if (import.meta.main) writeFileSync(TRACES_FILE, withSteps(readFileSync(TRACES_FILE, 'utf8')))
