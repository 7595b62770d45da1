import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'

const ROOT = path.resolve(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8')
const ROWS = [
  ...read('docs/reference/attacks.md').matchAll(/^\| (\d+) \| ([^|]+) \| ([^|]+) \|$/gm),
]
const MOST = 50

test('every class of attack has one row, with a test or the reason why there is none yet', () => {
  const numbers = ROWS.map(([, number]) => Number(number))
  assert.deepEqual(
    numbers,
    Array.from({ length: MOST }, (_, i) => i + 1),
  )
  for (const [, number = '', , tests = ''] of ROWS) assert.match(tests, /`\S+\.test\.ts` “/, number)
})

test('every test that the table of attacks names exists', () => {
  const missing = ROWS.flatMap(([, number, , tests = '']) =>
    [...tests.matchAll(/`(\S+\.test\.ts)` ((?:“[^”]+”(?:, )?)+)/g)].flatMap(
      ([, file = '', named]) =>
        [...(named ?? '').matchAll(/“([^”]+)”/g)]
          .map(([, title = '']) => title)
          .filter((title) => !existsSync(path.join(ROOT, file)) || !titlesOf(file).has(title))
          .map((title) => `row ${number}: ${file} has no test “${title}”`),
    ),
  )
  assert.deepEqual(missing, [])
})

/** Titles as they are written, with … for what is put in; and the rows of tables that tests walk. */
function titlesOf(file: string): Set<string> {
  const text = read(file)
  const titles = [...text.matchAll(/\btest\(\s*(?:'([^'\n]+)'|"([^"\n]+)"|`([^`]+)`)/g)].map(
    ([, single, double, template]) => single ?? double ?? withoutValues(template ?? ''),
  )
  const rows = [...text.matchAll(/^ {2}(\w+): \[/gm)].map(([, name = '']) => name)
  return new Set([...titles, ...rows])
}

function withoutValues(template: string): string {
  return template.replaceAll(/\$\{[^}]*\}/g, '…')
}
