import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, test } from 'node:test'
import { DAY, HOUR } from '../src/base/clock.ts'
import { Failure } from '../src/base/errors.ts'
import { readConfig } from '../src/config.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-config-'))
after(() => rmSync(folder, { recursive: true }))

function read(yaml: string, env: Record<string, string> = {}) {
  const file = path.join(folder, 'latchkey.yaml')
  writeFileSync(file, yaml)
  return readConfig({ env, file })
}

function faultsOf(yaml: string, env: Record<string, string> = {}): string {
  try {
    read(yaml, env)
  } catch (error) {
    assert.ok(error instanceof Failure, String(error))
    return error.message
  }
  assert.fail('the configuration was accepted')
}

const ACME = `
organizations:
  - slug: acme
    name: Acme Tools
    url: https://id.acme.example
`

describe('a configuration', () => {
  test('may be missing altogether, and is then a server on port 4000 with SQLite', () => {
    const config = readConfig({ env: { LATCHKEY_CONFIG: '' } })
    assert.deepEqual(config.listen, [{ host: undefined, port: 4000 }])
    assert.equal(config.database, 'sqlite:./data/latchkey.db')
    assert.deepEqual(config.masterKey, { kind: 'file', file: 'data/master.key', made: true })
    assert.equal(config.databaseIsGiven, false)
  })

  test('cannot be changed once it is read', () => {
    const config = read(ACME)
    assert.ok(Object.isFrozen(config))
    assert.ok(Object.isFrozen(config.organizations[0]))
  })

  test('is refused when a file that was asked for is not there', () => {
    assert.throws(
      () => readConfig({ env: { LATCHKEY_CONFIG: '/nowhere/latchkey.yaml' } }),
      /\/nowhere\/latchkey\.yaml cannot be read: there is no such file\./,
    )
  })

  test('may say once what many share, by anchors, aliases and merge keys', () => {
    const people = Array.from(
      { length: 500 },
      (_, i) => `      - { login: p${i}@a.test, groups: *all }`,
    )
    const [acme] = read(`${ACME}    groups: [{ name: Finance }]
    users:
      - { login: ada@a.test, groups: &all [Finance] }
${people.join('\n')}
    connections:
      - &okta
        slug: okta
        name: Okta
        wellKnownUrl: https://acme.okta.com/.well-known/openid-configuration
        clientId: a
        clientSecret: b
      - <<: *okta
        slug: second
`).organizations
    assert.deepEqual(acme?.users?.at(-1)?.groups, ['Finance'])
    const [first, second] = acme?.connections ?? []
    assert.deepEqual(second, { ...first, slug: 'second' })
    const lists = 'abcdefgh'.split('').map((name, i, all) => {
      const item = i === 0 ? 'x' : `*${all[i - 1]}`
      return `${name}: &${name} [${Array(9).fill(item)}]`
    })
    assert.throws(() => read(lists.join('\n')), /Excessive alias count/)
  })

  test('gives durations as milliseconds and addresses as host and port', () => {
    const config = read(`
listen: [4000, 127.0.0.1:4001, "[::1]:4002"]
traces: { retentionDays: 7 }
organizations:
  - { slug: acme, name: Acme, url: "http://localhost:4000", settings: { sessionIdle: 2h } }
`)
    assert.deepEqual(config.listen, [
      { host: undefined, port: 4000 },
      { host: '127.0.0.1', port: 4001 },
      { host: '::1', port: 4002 },
    ])
    assert.deepEqual([config.traceRetentionMs, config.keepsTraces], [7 * DAY, true])
    assert.equal(read('traces: off').keepsTraces, false)
    assert.equal(read('listen: [4000]').mostTraces, 100_000)
    assert.equal(config.organizations[0]?.settings?.sessionIdle, 2 * HOUR)
  })

  test('is replaced, key by key, by the environment', () => {
    writeFileSync(path.join(folder, 'database'), 'postgres://sso@db/latchkey\n')
    const config = read('listen: [4000]\nlog: { level: debug }', {
      LATCHKEY_LISTEN: '127.0.0.1:5000, 5001',
      LATCHKEY_LOG_LEVEL: 'warn',
      LATCHKEY_DATABASE_FILE: path.join(folder, 'database'),
      LATCHKEY_MASTER_KEY_FILE: '/run/secrets/key',
    })
    assert.deepEqual(
      config.listen.map(({ port }) => port),
      [5000, 5001],
    )
    assert.equal(config.logLevel, 'warn')
    assert.equal(config.database, 'postgres://sso@db/latchkey')
    assert.deepEqual(config.masterKey, { kind: 'file', file: '/run/secrets/key', made: false })
  })

  test('takes secrets from variables and from files beside it', () => {
    writeFileSync(path.join(folder, 'okta-secret'), 'from-a-file\n')
    const { organizations } = read(
      `${ACME}
    connections:
      - &okta
        slug: one
        name: Okta
        wellKnownUrl: https://acme.okta.com/.well-known/openid-configuration
        clientId: \${CLIENT}
        clientSecret: "a\${SECRET}b"
      - slug: two
        name: Okta
        wellKnownUrl: https://acme.okta.com/.well-known/openid-configuration
        clientId: "$\${CLIENT}"
        clientSecret_file: okta-secret
`,
      { CLIENT: '0oa1', SECRET: ': "x"\nadmin: true' },
    )
    const [one, two] = organizations[0]?.connections ?? []
    assert.equal(one?.clientId, '0oa1')
    assert.equal(one?.clientSecret, 'a: "x"\nadmin: trueb')
    assert.equal(two?.clientId, `\${CLIENT}`)
    assert.equal(two?.clientSecret, 'from-a-file')
  })
})

const HASH = `$argon2id$v=19$m=19456,t=2,p=1$${'s'.repeat(22)}$${'h'.repeat(43)}`

const FAULTS: readonly [title: string, yaml: string, told: readonly string[]][] = [
  [
    'an unknown key, with the nearest known one',
    'listn: [4000]',
    ['listn (line 1): is not a known key. Did you mean "listen"?'],
  ],
  [
    'an unknown key deep inside, with the nearest known one',
    `${ACME}    connections:\n      - { slug: okta, name: Okta, wellKnowUrl: "https://a.okta.com/x", clientId: a }`,
    [
      'organizations[0].connections[0].wellKnownUrl (line 7): is missing: give text.',
      'organizations[0].connections[0].wellKnowUrl (line 7): is not a known key. Did you mean "wellKnownUrl"?',
    ],
  ],
  [
    'a value of the wrong kind',
    'trustedProxies: 10.0.0.1\ntraces: { retentionDays: week }',
    [
      'trustedProxies (line 1): must be a list (lines that begin with "- ").',
      'traces.retentionDays (line 2): must be a number.',
    ],
  ],
  [
    'a number where text belongs',
    `${ACME}    groups:\n      - name: 42`,
    ['organizations[0].groups[0].name (line 7): must be text. Put it in quotes.'],
  ],
  [
    'a word that is none of the possible ones',
    'log: { level: warning }',
    ['log.level (line 1): must be one of debug, info, warn, error, silent. Did you mean "warn"?'],
  ],
  [
    'an address that is not an origin',
    'organizations: [{ slug: acme, name: Acme, url: "https://id.acme.example/" }]',
    ["organizations[0].url (line 1): An organization's url is an origin"],
  ],
  [
    'a duration without its unit',
    `${ACME}    settings: { sessionIdle: "90" }`,
    ['organizations[0].settings.sessionIdle (line 6): A duration is a whole number and a unit'],
  ],
  [
    'a proxy that is no address',
    'trustedProxies: [everybody]',
    ['trustedProxies[0] (line 1): "everybody" is neither an address nor a range of them.'],
  ],
  [
    'a range that may be called but is none',
    'outbound: { allow: [loopback, db.internal, 10.0.0.0/8, 10.0.0.0/99, "http://a"] }',
    [
      'has 2 faults',
      'outbound.allow[3] (line 1): "10.0.0.0/99" is neither an address nor a range of them.',
      'outbound.allow[4] (line 1): "http://a" is neither an address nor a range of them.',
    ],
  ],
  [
    'a port that does not exist',
    'listen: [70000]',
    ['listen[0] (line 1): An address to listen on is a port (all interfaces) or host:port'],
  ],
  [
    'a variable that is not set, once',
    `${ACME}    users: [{ login: "\${WHO}", email: a@b.example }]`,
    [
      'organizations[0].users[0].login (line 6): uses the environment variable WHO, which is not set.',
    ],
  ],
  [
    'a secret file that is not there, once',
    `${ACME}    users: [{ login: a@b.example, password_file: nowhere }]`,
    [
      'organizations[0].users[0].password_file (line 6): cannot be read: there is no such file (nowhere).',
    ],
  ],
  [
    'two secrets where one belongs',
    `${ACME}    users: [{ login: a@b.example, password: correct-horse, passwordHash: "${HASH}" }]`,
    ['organizations[0].users[0].passwordHash (line 6): Give password or passwordHash, not both.'],
  ],
  [
    'a hash that nobody could check, or would have the memory for',
    `${ACME}    users: [{ login: a@b.example, passwordHash: "${HASH.replace('19456', '9999999')}" }]`,
    ['organizations[0].users[0].passwordHash (line 6): A password hash is one of argon2id'],
  ],
  [
    'a person without an address',
    `${ACME}    users: [{ login: ada }]`,
    ['organizations[0].users[0].email (line 6): is missing: the login is not an e-mail address'],
  ],
  [
    'two things of one name',
    `${ACME}    groups: [{ name: Finance }, { name: finance }]`,
    ['organizations[0].groups[1].name (line 6): "finance" is taken by entry 0 of the list.'],
  ],
  [
    'a short client secret',
    `${ACME}    applications: [{ clientId: a, label: A, type: web, clientSecret: short }]`,
    ['organizations[0].applications[0].clientSecret (line 6): A client secret has at least 16'],
  ],
  [
    'a client secret that no application could send',
    `${ACME}    applications: [{ clientId: a, label: A, type: web, clientSecret: пароль-из-многих-букв }]`,
    [
      'organizations[0].applications[0].clientSecret (line 6): A client secret has at least 16 ASCII',
    ],
  ],
  [
    'faults of every part, all at once',
    `
listen: []
colour: brass
organizations:
  - slug: Acme
    url: ftp://acme
    users:
      - { login: "ada lovelace", role: boss }
`,
    [
      'has 8 faults:',
      'listen (line 2): must have at least one entry.',
      'colour (line 3): is not a known key.',
      'organizations[0].slug (line 5): A slug has 1 to 63',
      'organizations[0].name (line 5): is missing: give text.',
      "organizations[0].url (line 6): An organization's url",
      'organizations[0].users[0].login (line 8): A login has 1 to 254 characters and no spaces.',
      'organizations[0].users[0].role (line 8): must be one of owner, admin, helpdesk, auditor, member.',
    ],
  ],
  ['text that is no YAML', 'listen: [4000', ['line 1: Flow sequence']],
  ['a list that stands in itself', 'listen: &a [*a]', ['an anchor (&) stands for what it is']],
  [
    'a database whose address cannot be read, as with a / in its password',
    'database: "postgres://sso:a/b@:c@db.acme.example/sso"',
    ['database (line 1): This is not an address. In a user name or a password write @ : / '],
  ],
  [
    'a duration without its unit',
    `${ACME}    settings: { sessionIdle: 30 }`,
    ['organizations[0].settings.sessionIdle (line 6): A duration is a whole number and a unit'],
  ],
  ['a second document', 'listen: [1]\n---\nlisten: [2]', ['line 2: a second document begins']],
  [
    'a thing that is merged into itself',
    'log: &a { level: info, <<: *a }',
    ['an anchor (&) stands for what it is'],
  ],
  ['a key that stands twice', 'listen: [1]\nlisten: [2]', ['line 2: Map keys must be unique']],
]

describe('a faulty configuration tells of', () => {
  for (const [title, yaml, told] of FAULTS) {
    test(title, () => {
      const message = faultsOf(yaml)
      for (const fault of told) assert.ok(message.includes(fault), `${message}\nlacks: ${fault}`)
      if (told.length === 1) assert.ok(message.includes('has one fault:'), message)
    })
  }

  test('text that is not UTF-8, as Windows PowerShell writes it', () => {
    const file = path.join(folder, 'utf16.yaml')
    writeFileSync(file, `\uFEFF${ACME}`, 'utf16le')
    assert.throws(() => readConfig({ env: {}, file }), /is not UTF-8 text: save it as UTF-8\./)
    writeFileSync(file, Buffer.from(ACME.replace('Acme Tools', 'Café Acme'), 'latin1'))
    assert.throws(() => readConfig({ env: {}, file }), /is not UTF-8 text/)
    writeFileSync(file, `\uFEFF${ACME.replaceAll('\n', '\r\n')}`)
    assert.equal(readConfig({ env: {}, file }).organizations[0]?.name, 'Acme Tools')
  })

  test('a wrong variable by the name of the variable', () => {
    const message = faultsOf('', {
      LATCHKEY_LISTEN: 'http://localhost',
      LATCHKEY_LOG_LEVEL: 'loud',
      LATCHKEY_MASTER_KEY: 'short',
      LATCHKEY_DATABASE: 'mysql://root@db',
    })
    for (const name of ['LISTEN', 'LOG_LEVEL', 'MASTER_KEY', 'DATABASE']) {
      assert.match(message, new RegExp(`^  LATCHKEY_${name}: `, 'm'))
    }
    assert.ok(message.includes('has 4 faults:'), message)
  })
})
