import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { COMMANDS } from '../src/cli/commands.ts'
import { migrate, pendingMigrations } from '../src/storage/migrate.ts'
import { MIGRATIONS } from '../src/storage/migrations/all.ts'
import { openDatabase } from '../src/storage/open-database.ts'
import { freePortTriple, latchkey, startLatchkey } from './support/latchkey-process.ts'
import { startWebServer } from './support/web-server.ts'

const root = mkdtempSync(path.join(tmpdir(), 'latchkey-cli-'))
after(() => rmSync(root, { recursive: true }))

let places = 0

/** A folder of its own, with a configuration in it. */
function place(yaml = ACME): string {
  places += 1
  const cwd = mkdtempSync(path.join(root, `${places}-`))
  writeFileSync(path.join(cwd, 'latchkey.yaml'), yaml)
  return cwd
}

const ACME = `
organizations:
  - slug: acme
    name: Acme Tools
    url: http://localhost:4000
    users: [{ login: ada@acme.test, role: owner }]
`

/** Where a text begins in its line. */
function columnOf(text: string, part: string): number {
  const at = text.indexOf(part)
  return at - text.lastIndexOf('\n', at)
}

describe('the command line', () => {
  test('explains every command, with an example, and is done', async () => {
    const cwd = place('')
    const overview = await latchkey(['--help'], { cwd })
    assert.equal(overview.code, 0)
    const commands = await Promise.all(
      COMMANDS.map(async ({ name, summary, load }) => ({ name, summary, ...(await load()) })),
    )
    const columns = commands.map(({ summary }) => columnOf(overview.stdout, summary))
    assert.equal(new Set(columns).size, 1, 'what they do stands in one column')
    for (const { name, summary, help } of commands) {
      assert.match(overview.stdout, new RegExp(`^  ${name} +${summary.slice(0, 10)}`, 'm'))
      assert.match(help, new RegExp(`Usage: latchkey ${name}`))
      assert.match(help, /^Examples?: latchkey /m)
    }
    const shown = await Promise.all(
      commands.map(async ({ name, help }) => {
        const { code, stdout } = await latchkey([name, '--help'], { cwd })
        return { name, code, isHelp: stdout === `${help}\n` }
      }),
    )
    for (const { name, code, isHelp } of shown) {
      assert.equal(code, 0, name)
      assert.ok(isHelp, `${name} --help prints something else`)
    }
    assert.deepEqual(readdirSync(cwd), ['latchkey.yaml'], 'help touches nothing')
  })

  test('spells out what a provider wrote to steer a terminal, and shortens it', async () => {
    const steering = '\u001b]0;owned\u0007\u001b[2J\u009b31m\r\u202egnp.exe'
    const leaked = Array.from({ length: 900 }, () => ({ kty: 'RSA', kid: steering, d: 'x' }))
    const provider = await startWebServer(({ url }) => {
      const { origin, pathname } = new URL(url)
      if (pathname === '/keys') return Response.json({ keys: leaked })
      const issuer = `${steering}${'a'.repeat(200_000)}`
      const endpoint = `${origin}/e`
      const endpoints = { authorization_endpoint: endpoint, token_endpoint: endpoint }
      return Response.json({ issuer, ...endpoints, jwks_uri: `${origin}/keys` })
    })
    after(() => provider.close())
    const wellKnownUrl = `${provider.origin}/.well-known/openid-configuration`
    const connection = {
      slug: 'okta',
      name: 'Okta',
      wellKnownUrl,
      clientId: 'a',
      clientSecret: 'b',
    }
    const cwd = place(`${ACME}    connections: [${JSON.stringify(connection)}]\n`)
    for (const args of [['doctor', provider.origin], ['apply', 'latchkey.yaml'], ['doctor']]) {
      const { stdout, stderr } = await latchkey(args, { cwd })
      const told = `${stdout}${stderr}`
      assert.doesNotMatch(told, /[^\P{Cc}\n\t]|[\u202a-\u202e]/u, args.join(' '))
      assert.match(told, /\\u001b\]0;owned\\u0007/, args.join(' '))
      if (args[0] === 'doctor') assert.ok(told.length < 20_000, `${told.length} characters`)
    }
    const json = await latchkey(['doctor', provider.origin, '--json'], { cwd })
    const [{ findings }] = JSON.parse(json.stdout)
    const [issuer] = findings.filter(({ check }: { check: string }) => check === 'issuer')
    assert.ok(issuer.received.startsWith(steering), 'as JSON it is what came')
  })

  const MISUSES: readonly [title: string, args: string[], told: RegExp][] = [
    [
      'an unknown command, with the nearest',
      ['aply'],
      /no command "aply"\. Did you mean "apply"\?/,
    ],
    ['an unknown option', ['serve', '--prot', '1'], /Unknown option '--prot'\.\n.*serve --help/],
    ['a missing argument', ['trace'], /^CODE is missing\./],
    ['an argument too many', ['migrate', 'now'], /^"now" is one argument too many\./],
    ['a user command without its verb', ['user', 'lst'], /Did you mean "list"\?/],
    ['a role that does not exist', ['user', 'create', 'x', '--role', 'boss'], /A role is one of/],
    ['a port that does not exist', ['demo', '--port', '99999'], /--port takes a number/],
    ['a file that declares nothing', ['apply', 'latchkey.yaml'], /declares no organizations/],
  ]

  for (const [title, args, told] of MISUSES) {
    test(`exits with 2 for ${title}`, async () => {
      const { code, stdout, stderr } = await latchkey(args, { cwd: place('log: { level: warn }') })
      assert.match(stderr, told)
      assert.equal(stdout, '')
      assert.equal(code, 2)
    })
  }

  const REFUSALS: readonly [title: string, args: string[], told: RegExp][] = [
    ['a faulty configuration', ['serve', '--config', 'bad.yaml'], /bad\.yaml has 2 faults:/],
    [
      'a file that is not there',
      ['apply', 'no.yaml'],
      /no\.yaml cannot be read: there is no such file/,
    ],
    ['a trace that nobody left', ['trace', 'bcdf-ghjk'], /Nothing is known of BCDF-GHJK/],
    [
      'an organization that is not there',
      ['export', '-o', 'acne'],
      /There is no organization "acne"/,
    ],
    [
      'a database that does not answer',
      ['user', 'list'],
      /postgres:\/\/sso@127\.0\.0\.1:1\/x cannot be opened/,
    ],
    [
      'a database that cannot be made',
      ['serve', '--config', 'nowhere.yaml'],
      /^The database sqlite:\.\/nowhere\.yaml\/latchkey\.db cannot be opened: E/,
    ],
    [
      'a master key that cannot be made',
      ['serve', '--config', 'keyless.yaml'],
      /^The master key cannot be made: .*or give LATCHKEY_MASTER_KEY\./,
    ],
  ]

  for (const [title, args, told] of REFUSALS) {
    test(`exits with 1 for ${title}, in sentences`, async () => {
      const cwd = place()
      const write = (name: string, text: string) => writeFileSync(path.join(cwd, name), text)
      write('bad.yaml', 'listn: 1\nlog: { level: loud }')
      write('nowhere.yaml', 'database: sqlite:./nowhere.yaml/latchkey.db')
      // With a database in memory the key would be in ./data, which leads nowhere then.
      write('keyless.yaml', 'database: "sqlite::memory:"\nlog: { level: silent }')
      if (args.includes('keyless.yaml')) symlinkSync('nowhere/at/all', path.join(cwd, 'data'))
      const unreachable = { LATCHKEY_DATABASE: 'postgres://sso:p@hidden@127.0.0.1:1/x' }
      const env = args[0] === 'user' ? unreachable : {}
      const { code, stderr } = await latchkey(args, { cwd, env })
      assert.match(stderr, told)
      assert.ok(!stderr.includes('    at '), 'a stack trace is for bugs')
      assert.ok(!stderr.includes('hidden'))
      assert.equal(code, 1)
    })
  }
})

describe('apply, export and user', () => {
  test('show a difference, carry it out, and print the state in the same form', async () => {
    const cwd = place()
    const dry = await latchkey(['apply', 'latchkey.yaml', '--dry-run'], { cwd })
    assert.match(dry.stdout, /^\+ organization acme$/m)
    assert.match(dry.stdout, /^4 to create/m)
    assert.equal(dry.stderr, '')
    assert.deepEqual(readdirSync(cwd), ['latchkey.yaml'], 'no database is made, and no key')
    const done = await latchkey(['apply', 'latchkey.yaml'], { cwd })
    assert.match(done.stdout, /^4 created, 0 changed, 0 as declared\.$/m)
    assert.equal(statSync(path.join(cwd, 'data/master.key')).mode & 0o777, 0o600)
    const again = await latchkey(['apply', 'latchkey.yaml', '--json'], { cwd })
    const kinds = JSON.parse(again.stdout).map(({ kind }: { kind: string }) => kind)
    assert.deepEqual(new Set(kinds), new Set(['none']))
    const { stdout } = await latchkey(['export'], { cwd })
    assert.match(stdout, /^organizations:\n {2}- slug: acme\n/)

    const json = await latchkey(['export', '--json'], { cwd })
    assert.equal(JSON.parse(json.stdout).organizations[0].users[0].login, 'ada@acme.test')
    writeFileSync(path.join(cwd, 'state.json'), json.stdout)
    const back = await latchkey(['apply', 'state.json', '--dry-run'], { cwd })
    assert.match(back.stdout, /^0 to create, 0 to change/m)
  })

  test('keep a name whose direction is turned, and print it spelled out', async () => {
    const name = '\u202bאקמי\u202c: tools'
    const cwd = place(ACME.replace('Acme Tools', JSON.stringify(name)))
    await latchkey(['apply', 'latchkey.yaml'], { cwd })
    for (const args of [['export'], ['export', '--json']]) {
      const { stdout } = await latchkey(args, { cwd })
      assert.match(stdout, /"\\u202bאקמי\\u202c: tools"/)
      writeFileSync(path.join(cwd, 'state.yaml'), stdout)
      const back = await latchkey(['apply', 'state.yaml', '--dry-run'], { cwd })
      assert.match(back.stdout, /^0 to create, 0 to change/m)
    }
  })

  test('tell each fault with its file and line, also where only the database shows it', async () => {
    const applications = `    applications:
      - clientId: expenses
        label: Expenses
        type: web
        clientSecret: a-secret-of-enough-characters
        redirectUris: [nowhere]
        assignments:
          groups: [Finance]
`
    const cwd = place(`${ACME}${applications}`)
    for (const args of [['apply', 'latchkey.yaml', '--dry-run'], ['serve']]) {
      const { code, stderr } = await latchkey(args, { cwd, env: { LATCHKEY_LOG_LEVEL: 'silent' } })
      assert.equal(
        stderr,
        `latchkey.yaml has 2 faults:
  organizations[0].applications[0].redirectUris[0] (line 12): This is not an absolute address: nowhere
  organizations[0].applications[0].assignments.groups[0] (line 14): There is no group "Finance": declare it under groups, or correct its name.
`,
      )
      assert.equal(code, 1)
    }
  })

  test('dry, leave the database of an older version as it is', async () => {
    const cwd = place()
    const { db, close } = await openDatabase(`sqlite:${path.join(cwd, 'data/latchkey.db')}`)
    await migrate(db, MIGRATIONS.slice(0, -1))
    const { code, stderr } = await latchkey(['apply', 'latchkey.yaml', '--dry-run'], { cwd })
    const pending = await pendingMigrations(db)
    await close()
    assert.equal(pending.length, 1)
    assert.match(stderr, /of an older version, and was not changed/)
    assert.equal(code, 1)
  })

  test('warn of a provider that does not answer, and save the connection all the same', async () => {
    const yaml = `${ACME}    connections:
      - slug: okta
        name: Okta
        wellKnownUrl: http://127.0.0.1:1/.well-known/openid-configuration
        clientId: a
        clientSecret: b
`
    const { code, stdout, stderr } = await latchkey(['apply', 'latchkey.yaml'], {
      cwd: place(yaml),
    })
    assert.match(stderr, /^Warning: acme\/connections\/okta: .* does not answer: /m)
    assert.match(stdout, /^\+ connection acme\/connections\/okta$/m)
    assert.equal(code, 0)
  })

  test('take a password from standard input, and never from the command line', async () => {
    const cwd = place()
    await latchkey(['apply', 'latchkey.yaml'], { cwd })
    const input = 'correct-horse-battery\n'
    const made = await latchkey(['user', 'create', 'grace@acme.test', '--name', 'Grace'], {
      cwd,
      input,
    })
    assert.equal(made.stdout, 'Created grace@acme.test (member) in acme.\n', made.stderr)
    const twice = await latchkey(['user', 'create', 'GRACE@acme.test'], { cwd, input })
    assert.equal(twice.code, 1)
    assert.match(twice.stderr, /already somebody with the login/)
    const short = await latchkey(['user', 'set-password', 'grace@acme.test'], { cwd, input: 'x\n' })
    assert.equal(short.code, 1)
    const factors = await latchkey(['user', 'reset-factors', 'grace@acme.test'], { cwd })
    assert.match(factors.stdout, /grace@acme.test has no second factor/)
    const moved = await latchkey(['user', 'suspend', 'grace@acme.test'], { cwd })
    assert.equal(moved.stdout, 'grace@acme.test is suspended now; was active.\n')
    const { stdout } = await latchkey(['user', 'list', '--status', 'suspended', '--json'], { cwd })
    const [grace, ...others] = JSON.parse(stdout)
    assert.deepEqual([grace.login, grace.hasPassword, others.length], ['grace@acme.test', true, 0])
    assert.ok(!stdout.includes('argon2'))
  })

  test('links are printed: for whoever is staged, for a new password, and for an owner to get back in', async () => {
    const cwd = place()
    await latchkey(['apply', 'latchkey.yaml'], { cwd })
    const staged = await latchkey(['user', 'create', 'linus@acme.test', '--staged'], { cwd })
    assert.equal(staged.code, 0, staged.stderr)
    const invited = await latchkey(['user', 'link', 'linus@acme.test', '--json'], { cwd })
    const { purpose, url } = JSON.parse(invited.stdout)
    assert.equal(purpose, 'invitation')
    assert.match(url, /^http:\/\/localhost:4000\/invite\/[\w-]{43}$/)
    const reset = await latchkey(['user', 'link', 'ada@acme.test'], { cwd })
    assert.match(reset.stdout, /^http:\/\/localhost:4000\/reset\/[\w-]{43}\n$/)
    const recovery = await latchkey(['recover-link', 'linus@acme.test'], { cwd })
    assert.deepEqual([recovery.code, recovery.stdout], [1, ''])
    assert.match(recovery.stderr, /is for an active owner/)
    await latchkey(['user', 'create', 'boss@acme.test', '--role', 'owner', '--no-password'], {
      cwd,
    })
    const owner = ['recover-link', 'boss@acme.test', '--reset-factors', '--json']
    const back = JSON.parse((await latchkey(owner, { cwd })).stdout)
    assert.match(back.url, /^http:\/\/localhost:4000\/recover\?link=[\w-]{43}$/)
    await latchkey(['user', 'suspend', 'linus@acme.test'], { cwd })
    assert.equal((await latchkey(['user', 'link', 'linus@acme.test'], { cwd })).code, 1)
  })
})

describe('key and migrate', () => {
  test('key rotate makes the next key sign, server by server', async () => {
    const cwd = place()
    await latchkey(['apply', 'latchkey.yaml'], { cwd })
    const { stdout } = await latchkey(['key', 'rotate', '--server', 'default'], { cwd })
    assert.equal(stdout, 'Rotated the keys of acme/default.\n')
    const all = await latchkey(['key', 'rotate', '--json'], { cwd })
    const rotated: { organization: string; server: string }[] = JSON.parse(all.stdout)
    assert.deepEqual(
      rotated.map(({ organization, server }) => `${organization}/${server}`).sort(),
      ['acme/default', 'acme/org'],
    )
    const none = await latchkey(['key', 'rotate', '--server', 'nobody'], { cwd })
    assert.equal(none.code, 1)
  })

  test('migrate --dry-run prints the statements and leaves the database as it was', async () => {
    const cwd = place()
    const dry = await latchkey(['migrate', '--dry-run'], { cwd })
    assert.match(dry.stdout, /^-- 0001-foundation\ncreate table /)
    const done = await latchkey(['migrate'], { cwd })
    assert.equal(done.stdout.split('\n')[0], 'Migrated: 0001-foundation')
    const again = await latchkey(['migrate'], { cwd })
    assert.equal(again.stdout, 'The database is up to date.\n')
  })
})

describe('audit', () => {
  test('verify tells a log that was changed, and export prints it line by line', async () => {
    const port = await freePortTriple()
    const cwd = place(`listen: ["127.0.0.1:${port}"]\n${ACME.replace('4000', String(port))}`)
    // Events are sealed behind the requests, by the server.
    const served = await startLatchkey(['serve'], { cwd }, /"msg":"ready"/)
    const verify = async () => {
      const { code, stdout } = await latchkey(['audit', 'verify', '--json'], { cwd })
      const [report] = JSON.parse(stdout)
      return { code, report }
    }
    while ((await verify()).report.unsealed > 0) await delay(100)
    await served.stop()
    const { code, report } = await verify()
    assert.deepEqual([code, report.intact, report.organization], [0, true, 'acme'])
    assert.ok(report.checked > 2)

    const { stdout } = await latchkey(['audit', 'export', '--type', 'user'], { cwd })
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.ok(events.some(({ type }) => type === 'user.lifecycle.create'))
    const csv = await latchkey(['audit', 'export', '--format', 'csv'], { cwd })
    assert.match(csv.stdout, /^[a-z_,]+\r?\n/i)
    assert.match(csv.stdout, /audit_log\.export/, 'an export is an event itself')

    const db = new DatabaseSync(path.join(cwd, 'data/latchkey.db'))
    db.exec("update event set at = at + 1 where type = 'user.lifecycle.create'")
    db.close()
    const broken = await latchkey(['audit', 'verify'], { cwd })
    assert.equal(broken.code, 1)
    assert.match(broken.stdout, /^acme: NOT INTACT\./)
  })
})

describe('serve', () => {
  test('applies its configuration at the first start, answers, and stops cleanly', async (t) => {
    const port = await freePortTriple()
    const cwd = place(`listen: ["127.0.0.1:${port}"]\n${ACME.replace('4000', String(port))}`)
    const server = await startLatchkey(['serve'], { cwd }, /"msg":"ready"/)
    t.diagnostic(`ready after ${server.readyAfterMs} ms, with keys to make`)
    const answer = await fetch(`http://127.0.0.1:${port}/login`, {
      headers: { host: `localhost:${port}` },
    })
    assert.ok([200, 421].includes(answer.status), String(answer.status))
    const { code, stderr } = await server.stop()
    assert.match(stderr, /first start: what the configuration declares was made/)
    assert.match(stderr, /"msg":"stopped"/)
    assert.equal(code, 0)
  })

  test('says in one line that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    assert.ok(address && typeof address === 'object')
    const cwd = place(`listen: ["127.0.0.1:${address.port}"]\nlog: { level: error }`)
    const { code, stderr } = await latchkey(['serve'], { cwd })
    other.close()
    assert.match(stderr, /^Something else listens on 127\.0\.0\.1:\d+ already: .*\n$/)
    assert.equal(code, 1)
  })

  test('refuses a master key that is not the one of its database, and a lost one', async () => {
    const cwd = place()
    await latchkey(['migrate'], { cwd })
    await latchkey(['apply', 'latchkey.yaml'], { cwd })
    const key = Buffer.alloc(32, 7).toString('base64')
    const wrong = await latchkey(['serve'], { cwd, env: { LATCHKEY_MASTER_KEY: key } })
    assert.match(wrong.stderr, /The master key is not the one this database was sealed with/)
    assert.equal(wrong.code, 1)
    rmSync(path.join(cwd, 'data/master.key'))
    const lost = await latchkey(['serve'], { cwd })
    assert.match(
      lost.stderr,
      /There is no master key at data\/master\.key\. This database was sealed/,
    )
    assert.equal(lost.code, 1)
    assert.ok(!readdirSync(path.join(cwd, 'data')).includes('master.key'), 'no other key is made')
  })
})
