import assert from 'node:assert/strict'
import {
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, test } from 'node:test'
import { COMMANDS } from '../src/cli/commands.ts'
import { readConfig } from '../src/config.ts'
import { STEPS } from '../src/core/audit/trace-vocabulary.ts'
import {
  CAUSES_FILE,
  EVENTS_FILE,
  TRACES_FILE,
  withCauses,
  withEvents,
  withSteps,
} from '../tools/write-reference.ts'
import { type Ended, freePortTriple, latchkey, startLatchkey } from './support/latchkey-process.ts'

const ROOT = path.resolve(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8')
const found = (pattern: string): string[] => globSync(pattern, { cwd: ROOT })

const DOCUMENTS = ['*.md', 'docs/**/*.md', 'bench/*.md', 'interop/*.md', 'examples/**/*.md']
  .flatMap(found)
  .map((file) => ({ file, text: read(file) }))
const README = read('README.md')
const FILES = globSync('**/*', { cwd: ROOT, exclude: (name) => name === 'node_modules' })

/** What a document says outside its code blocks. */
const proseOf = (text: string): string => text.replaceAll(/^```[\s\S]*?^```$/gm, '')

const blocksOf = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, block = '']) => block,
  )
const commandsOf = (text: string): string[] =>
  blocksOf(text, 'sh').flatMap((block) => block.trim().split('\n'))

/** Every way in which the documents are not what they say; a test wants none. */
function faults(check: (text: string, file: string) => readonly string[]): string[] {
  return DOCUMENTS.flatMap(({ file, text }) =>
    check(text, file).map((fault) => `${file}: ${fault}`),
  )
}

describe('the documents', () => {
  test('link to pages and pictures that exist', () => {
    const broken = faults((text, file) =>
      [...proseOf(text).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !/^https?:/.test(target))
        .filter((target) => !existsSync(path.join(ROOT, path.dirname(file), target))),
    )
    assert.deepEqual(broken, [])
  })

  test('name files that exist', () => {
    const exists = (name: string): boolean =>
      FILES.some(
        (file) =>
          (name.endsWith('/') && (file.startsWith(name) || file.startsWith(`src/${name}`))) ||
          path.matchesGlob(file, name) ||
          path.matchesGlob(file, `**/${name}`),
      )
    const missing = faults((text) =>
      [
        ...proseOf(text).matchAll(
          /`((?:[\w.*-]+\/)*[\w.*-]+\.(?:ts|mjs|cjs)|[\w.-]+(?:\/[\w.*-]+)*\/)`/g,
        ),
      ]
        .map(([, name = '']) => name)
        .filter((name) => !exists(name)),
    )
    assert.deepEqual(missing, [])
  })

  test('lead nowhere but to examples and this machine', () => {
    const allowed = /^(localhost|127\.0\.0\.1|acme\.okta\.com|.*\.(example|test)(\.com)?|\{host\})$/
    const strays = faults((text) =>
      [...text.matchAll(/\bhttps?:\/\/([^\s/:`"')>]+)/g)]
        .map(([, host = '']) => host)
        .filter((host) => !allowed.test(host)),
    )
    assert.deepEqual(strays, [])
  })

  test('name commands that exist', () => {
    const names = [...COMMANDS.map(({ name }) => name), 'COMMAND', 'in']
    const unknown = faults((text) =>
      [...text.matchAll(/(?:`|^|bin\/)latchkey ([a-z][a-z-]*|COMMAND)/gm)]
        .map(([, name = '']) => name)
        .filter((name) => !names.includes(name)),
    )
    assert.deepEqual(unknown, [])
    const { scripts } = JSON.parse(read('package.json'))
    const noScripts = faults((text) =>
      [...text.matchAll(/\bnpm run ([\w-]+)/g)]
        .map(([, name = '']) => name)
        .filter((name) => !(name in scripts)),
    )
    assert.deepEqual(noScripts, [])
  })

  test('are short: the README and ARCHITECTURE 150 lines, a decision 40', () => {
    const most = (file: string): number => {
      if (file === 'README.md' || file === 'ARCHITECTURE.md') return 150
      // The first decision is a list, a line for each package.
      return /^docs\/decisions\/(?!0001)/.test(file) ? 40 : 400
    }
    const long = faults((text, file) => {
      const { length } = text.trimEnd().split('\n')
      return length > most(file) ? [`${length} lines, more than ${most(file)}`] : []
    })
    assert.deepEqual(long, [])
  })

  test('draw no diagram that its reader takes for two: a ; or # ends a statement there', () => {
    const broken = faults((text) =>
      blocksOf(text, 'mermaid').flatMap((block) =>
        block.split('\n').filter((line) => /[;#]/.test(line)),
      ),
    )
    assert.deepEqual(broken, [])
  })

  test('have pictures of at most 60 kB', () => {
    const large = found('docs/pictures/*').filter(
      (file) => statSync(path.join(ROOT, file)).size > 60_000,
    )
    assert.deepEqual(large, [])
  })
})

describe('the level table of ARCHITECTURE.md', () => {
  test('is the one that test/architecture.test.ts holds', () => {
    const [, tested = ''] =
      /^const LEVELS = \[\n([\s\S]*?)^\]/m.exec(read('test/architecture.test.ts')) ?? []
    const levels = [...tested.matchAll(/^ {2}\[(.*)\],$/gm)].map(([, parts = '']) =>
      [...parts.matchAll(/'([^']+)'/g)].map(([, part]) => part),
    )
    const told = [...read('ARCHITECTURE.md').matchAll(/^\| (\d+) \| ([^|]+) \|/gm)].map(
      ([, , parts = '']) => [...parts.matchAll(/`([^`]+)`/g)].map(([, part]) => part),
    )
    assert.ok(levels.length > 5)
    assert.deepEqual(told, levels)
  })
})

describe('the list of packages', () => {
  test('has a line for each that package.json names, and for no other', () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read('package.json'))
    const named = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
    const text = read('docs/decisions/0001-dependencies.md')
    const told = [...text.matchAll(/^\| `([^`]+)` \| [^|]{10,} \|$/gm)].map(([, name = '']) => name)
    assert.deepEqual(told.toSorted(), named.toSorted())
  })
})

describe('the steps of a trace', () => {
  test('are told in docs/reference/traces.md as the vocabulary has them', () => {
    const page = readFileSync(TRACES_FILE, 'utf8')
    assert.equal(page, withSteps(page), 'run: node tools/write-reference.ts')
  })

  test('and the types of events are told in docs/reference/events.md', () => {
    const page = readFileSync(EVENTS_FILE, 'utf8')
    assert.equal(page, withEvents(page), 'run: node tools/write-reference.ts')
  })

  test('and the causes of failures in docs/reference/causes.md', () => {
    const page = readFileSync(CAUSES_FILE, 'utf8')
    assert.equal(page, withCauses(page), 'run: node tools/write-reference.ts')
  })

  test('are all shown in the flows, under their names', () => {
    const flows = found('docs/flows/*.md').map(read)
    const notes = flows.flatMap((text) => [...text.matchAll(/Note over \w+: (.+)$/gm)])
    const shown = notes.flatMap(([, note = '']) => note.split(':')[0]?.split(/, | … /) ?? [])
    assert.deepEqual([...new Set(shown)].toSorted(), Object.keys(STEPS).toSorted())
  })

  test('that a table of a flow lists are steps', () => {
    const rows = found('docs/flows/*.md').flatMap((file) => [
      ...read(file).matchAll(/^\| `([^`]+)` \|/gm),
    ])
    const unknown = rows.map(([, name = '']) => name).filter((name) => !(name in STEPS))
    assert.deepEqual(unknown, [])
  })
})

/** What the README tells people to type, and where that is run. */
const RUN_ELSEWHERE: Readonly<Record<string, readonly [file: string, text: string]>> = {
  'npm ci': ['.ci/run', 'npm ci'],
  'npm test': ['.ci/run', 'npm test'],
  'npm run demo': ['test/cli-demo.test.ts', "startLatchkey(['demo'"],
  'bin/latchkey doctor': ['test/doctor-installation.test.ts', "latchkey(['doctor']"],
}
const RUN_HERE = [
  'bin/latchkey --help',
  'bin/latchkey apply latchkey.yaml --dry-run',
  'bin/latchkey serve',
  'bin/latchkey user create you@acme.example --role owner',
  'bin/latchkey apply latchkey.yaml',
  'bin/latchkey export',
]

const RUNNING = read('docs/operate/running.md')

/** What its nginx sends for a browser at https://id.acme.example. */
function nginxHeaders(): Record<string, string> {
  const values: Record<string, string> = {
    $http_host: 'id.acme.example',
    $scheme: 'https',
    $proxy_add_x_forwarded_for: '198.51.100.7',
  }
  const [block = ''] = blocksOf(RUNNING, 'nginx')
  const lines = [...block.matchAll(/proxy_set_header (\S+) (\S+);/g)]
  assert.equal(lines.length, 3)
  return Object.fromEntries(lines.map(([, name = '', value = '']) => [name, values[value] ?? '']))
}

test('the configuration of a service is one, and leaves its secret to a file beside it', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-running-'))
  try {
    const [yaml = ''] = blocksOf(RUNNING, 'yaml')
    const file = path.join(folder, 'latchkey.yaml')
    writeFileSync(file, yaml)
    writeFileSync(path.join(folder, 'okta.secret'), 'what Okta gave\n')
    const { organizations, masterKey } = readConfig({ env: {}, file })
    assert.equal(organizations[0]?.connections?.[0]?.clientSecret, 'what Okta gave')
    const key = { kind: 'file', file: '/var/lib/latchkey/master.key', made: true }
    assert.deepEqual(masterKey, key)
    const [unit = ''] = blocksOf(RUNNING, 'ini')
    assert.ok(unit.includes(`ReadWritePaths=${path.dirname(key.file)}`), 'it cannot write there')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

describe('the README', () => {
  const cwd = mkdtempSync(path.join(tmpdir(), 'latchkey-readme-'))
  after(() => rmSync(cwd, { recursive: true }))
  const env = { OKTA_CLIENT_SECRET: 'a secret that Okta gave' }
  const run = (command: string, input = ''): Promise<Ended> =>
    latchkey(command.split(' ').slice(1), { cwd, env, input })

  test('shows no command that is not run by a test', () => {
    const commands = new Set(commandsOf(README))
    assert.deepEqual(
      [...commands].toSorted(),
      [...Object.keys(RUN_ELSEWHERE), ...RUN_HERE].toSorted(),
    )
    for (const [file, text] of Object.values(RUN_ELSEWHERE))
      assert.ok(read(file).includes(text), file)
  })

  test('leads from its file to a server behind a proxy, with its commands in their order', async () => {
    const port = await freePortTriple()
    const [yaml = ''] = blocksOf(README, 'yaml')
    // The same file, on a port that is free here, and with a provider that is nobody's.
    const here = yaml
      .replace(':4000', `:${port}`)
      .replace('https://acme.okta.com', 'http://localhost:1')
    assert.notEqual(here, yaml)
    writeFileSync(path.join(cwd, 'latchkey.yaml'), here)

    const [help, dry] = await Promise.all([
      run('bin/latchkey --help'),
      run('bin/latchkey apply latchkey.yaml --dry-run'),
    ])
    assert.match(help.stdout, /^ {2}serve /m)
    assert.equal(dry.code, 0, dry.stderr)
    assert.match(dry.stdout, /acme\/connections\/okta/)

    const server = await startLatchkey(['serve'], { cwd, env }, /"msg":"ready"/)
    try {
      const person = 'bin/latchkey user create you@acme.example --role owner'
      const made = await run(person, 'correct-horse-battery\n')
      assert.equal(made.code, 0, made.stderr)
      // A proxy that does what docs/operate/running.md says for nginx.
      const status = await new Promise((resolve, reject) => {
        const options = { host: '127.0.0.1', port, path: '/login', headers: nginxHeaders() }
        get(options, ({ statusCode }) => resolve(statusCode)).on('error', reject)
      })
      assert.equal(status, 200)
      const answer = await fetch(`http://127.0.0.1:${port}/login`, {
        headers: { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'id.acme.example' },
      })
      assert.equal(answer.status, 200)
      assert.ok((await answer.text()).includes('href="/login/okta"'), 'the button is missing')
    } finally {
      await server.stop()
    }

    const again = await run('bin/latchkey apply latchkey.yaml')
    assert.match(again.stdout, /^0 created, 0 changed, 2 as declared\.$/m, again.stderr)
    const exported = await run('bin/latchkey export')
    assert.match(exported.stdout, /url: https:\/\/id\.acme\.example/)
    assert.ok(!exported.stdout.includes(env.OKTA_CLIENT_SECRET))
  })
})
