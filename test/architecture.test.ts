import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'

/** Lower may not import higher; parts on one line may not import each other. */
const LEVELS = [
  ['base'],
  ['storage', 'web', 'outbound'],
  ['core'],
  ['front', 'mail'],
  ['login', 'provider', 'portal', 'admin', 'console', 'setup', 'password-links', 'doctor', 'scim'],
  // Above the modules: they are handed values, not configuration.
  ['config', 'config.ts'],
  ['apply'],
  ['installation'],
  ['background.ts'],
  ['server.ts'],
  ['main.ts'],
  ['cli'],
]
const LONGEST_SOURCE = 300
const LONGEST_TEST = 600

type File = { file: string; text: string }

const read = (pattern: string): File[] =>
  globSync(pattern).map((file) => ({ file, text: readFileSync(file, 'utf8') }))
const sources = read('src/**/*.ts').filter(({ file }) => !file.endsWith('.test.ts'))
const tests = [...read('src/**/*.test.ts'), ...read('test/**/*.ts')]

const partOf = (file: string): string => path.relative('src', file).split(path.sep)[0] ?? ''
const levelOf = (part: string): number => LEVELS.findIndex((level) => level.includes(part))
const linesOf = ({ text }: File): number => text.split('\n').length - 1
const exempt = ({ file }: File): boolean => /\/migrations\/|\/tables\.ts$/.test(file)

function named(files: readonly File[], isAtFault: (file: File) => boolean): string[] {
  return files.filter(isAtFault).map(({ file }) => file)
}

test('every part of src has its level', () => {
  assert.deepEqual(
    named(sources, ({ file }) => levelOf(partOf(file)) === -1),
    [],
  )
})

test('dependencies point downwards, and siblings do not know each other', () => {
  const faults = sources.flatMap(({ file, text }) =>
    importsOf(text)
      .map((target) => path.join(path.dirname(file), target))
      .filter((target) => !mayImport(partOf(file), partOf(target)))
      .map((target) => `${file} may not import ${target}`),
  )
  assert.deepEqual(faults, [])
})

function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g)].map(([, target = '']) => target)
}

function mayImport(from: string, to: string): boolean {
  if (from === to || from === 'config.ts' || to === 'config.ts') {
    return levelOf(to) <= levelOf(from)
  }
  return levelOf(to) < levelOf(from)
}

test('nothing is imported in a circle', () => {
  const graph = new Map(
    sources.map(({ file, text }) => [
      file,
      importsOf(text).map((target) => path.join(path.dirname(file), target)),
    ]),
  )
  const done = new Set<string>()
  const visit = (file: string, trail: readonly string[]): void => {
    assert.ok(!trail.includes(file), `circle: ${[...trail, file].join(' → ')}`)
    if (done.has(file)) return
    for (const target of graph.get(file) ?? []) visit(target, [...trail, file])
    done.add(file)
  }
  for (const file of graph.keys()) visit(file, [])
})

test('SQL is written in storage and in files named *-store.ts', () => {
  const isSql = /\.(selectFrom|insertInto|updateTable|deleteFrom|mergeInto)\(|\bsql`/
  const stray = named(
    sources,
    ({ file, text }) => isSql.test(text) && !/^src\/storage\/|-store\.ts$/.test(file),
  )
  assert.deepEqual(stray, [])
})

test('only the processes read the environment, and hand it to config', () => {
  const readers = named(sources, ({ text }) => text.includes('process.env'))
  assert.deepEqual(
    readers.filter((file) => !['src/main.ts', 'src/cli/main.ts', 'src/config.ts'].includes(file)),
    [],
  )
})

test('time is passed in: nothing from core to the flows looks at the clock', () => {
  const isTold = (level: number) => level >= levelOf('core') && level <= levelOf('login')
  const looks = named(
    sources,
    ({ file, text }) =>
      isTold(levelOf(partOf(file))) && /Date\.now\(\)|new Date\(\)|systemClock/.test(text),
  )
  assert.deepEqual(looks, [])
})

test('a session is begun by the end of a sign-in alone, and by who founds the organization', () => {
  const callers = (of: RegExp) => named(sources, ({ text }) => of.test(text)).toSorted()
  assert.deepEqual(callers(/(?<!function )\bbeginSession\(/), [
    'src/login/complete-sign-in.ts',
    'src/login/factors/finish-pending.ts',
  ])
  assert.deepEqual(callers(/(?<!function )\b(?:newSession|startSession|insertSession)\(/), [
    'src/core/sessions/start-session.ts',
    'src/login/begin-session.ts',
    'src/setup/routes.ts',
  ])
})

test('a session ends by the functions that tell applications of it, and by no others', () => {
  const outside = sources.filter(({ file }) => !file.startsWith('src/core/sessions/'))
  assert.deepEqual(
    named(outside, ({ text }) => /\bdeleteSession(?:sOfUser)?\(/.test(text)),
    [],
  )
})

test('other servers are asked in one way only', () => {
  const strays = named(
    sources,
    ({ file, text }) =>
      !file.startsWith('src/outbound/') &&
      (/from 'undici'|from 'node:https'|globalThis\.fetch/.test(text) ||
        (/(?<![.\w])fetch\(/.test(text) && !text.includes('OutboundFetch'))),
  )
  assert.deepEqual(strays, [])
})

test(`no source file is longer than ${LONGEST_SOURCE} lines, no test longer than ${LONGEST_TEST}`, () => {
  const long = [
    ...named(sources, (file) => !exempt(file) && linesOf(file) > LONGEST_SOURCE),
    ...named(tests, (file) => linesOf(file) > LONGEST_TEST),
  ]
  assert.deepEqual(long, [])
})

test('no name hides that its idea was not found', () => {
  const vague = /(^|[-/])(utils?|helpers?|common|misc|manager|impl)([-./]|$)/
  assert.deepEqual(
    named([...sources, ...tests], ({ file }) => vague.test(file)),
    [],
  )
})

test('the lock file names no host, so that any registry serves the install', () => {
  for (const lock of ['package-lock.json', 'interop/package-lock.json']) {
    assert.doesNotMatch(readFileSync(lock, 'utf8'), /"resolved"|https?:\/\/registry/, lock)
  }
})
