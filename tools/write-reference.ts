// Writes the generated parts of docs/reference/:  node tools/write-reference.ts
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { EVENT_TYPES } from '../src/core/audit/event-types.ts'
import { STEPS } from '../src/core/audit/trace-vocabulary.ts'
import { causesTables } from './causes-table.ts'

const REFERENCE = path.join(import.meta.dirname, '..', 'docs', 'reference')
export const TRACES_FILE = path.join(REFERENCE, 'traces.md')
export const CAUSES_FILE = path.join(REFERENCE, 'causes.md')
export const EVENTS_FILE = path.join(REFERENCE, 'events.md')

const BEGIN = '<!-- Made by tools/write-reference.ts from src/core/audit/trace-vocabulary.ts. -->'
const EVENTS_BEGIN = '<!-- Made by tools/write-reference.ts from src/core/audit/event-types.ts. -->'
const CAUSES_BEGIN = '<!-- Made by tools/write-reference.ts from src/core/causes/. -->'
const END = '<!-- The end of what is made. -->'

/** The page with its table of steps made anew, and every other word as it was. */
export function withSteps(page: string): string {
  return between(page, BEGIN, table('step', STEPS))
}

/** The same with its table of types of events. */
export function withEvents(page: string): string {
  return between(page, EVENTS_BEGIN, table('type', EVENT_TYPES))
}

/** The same with the catalogue of causes. */
export function withCauses(page: string): string {
  return between(page, CAUSES_BEGIN, causesTables())
}

function between(page: string, begin: string, made: string): string {
  const [before, rest] = page.split(begin)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) {
    throw new Error('The page has lost the marks between which its table stands.')
  }
  return `${before}${begin}\n\n${made}\n${END}${after}`
}

function table(name: string, meanings: Readonly<Record<string, string>>): string {
  const rows = Object.entries(meanings).map(([key, meaning]) => `| \`${key}\` | ${meaning} |`)
  return [`| ${name} | what it is |`, '|---|---|', ...rows, ''].join('\n')
}

if (import.meta.main) {
  writeFileSync(TRACES_FILE, withSteps(readFileSync(TRACES_FILE, 'utf8')))
  writeFileSync(CAUSES_FILE, withCauses(readFileSync(CAUSES_FILE, 'utf8')))
  writeFileSync(EVENTS_FILE, withEvents(readFileSync(EVENTS_FILE, 'utf8')))
}
