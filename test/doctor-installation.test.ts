import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, test } from 'node:test'
import type { Finding } from '../src/doctor/finding.ts'
import { freePortTriple, latchkey, startLatchkey } from './support/latchkey-process.ts'
import { listenOnLoopback } from './support/peers/listen.ts'

const root = mkdtempSync(path.join(tmpdir(), 'latchkey-doctor-'))
after(() => rmSync(root, { recursive: true }))

type Examined = { about: string; findings: Finding[] }

async function doctor(cwd: string): Promise<{ code: number | null; examined: Examined[] }> {
  const { code, stdout } = await latchkey(['doctor', '--json'], { cwd })
  return { code, examined: JSON.parse(stdout) }
}

function find(examined: readonly Examined[], about: string, check: string): Finding {
  const findings = examined.find((one) => one.about === about)?.findings ?? []
  const found = findings.find((one) => one.check === check)
  assert.ok(found, `${about} ${check} in ${JSON.stringify(examined, null, 1)}`)
  return found
}

describe('latchkey doctor', () => {
  test('looks at a place where nothing is yet, and leaves it so', async () => {
    const cwd = mkdtempSync(path.join(root, 'empty-'))
    const { code, stdout } = await latchkey(['doctor'], { cwd })
    assert.equal(code, 0)
    assert.match(stdout, /There is no database yet/)
    assert.match(stdout, /Nothing to mend\.$/m)
    assert.deepEqual(readdirSync(cwd), [])
  })

  test('finds that no database can be made where it is to be', async () => {
    const cwd = mkdtempSync(path.join(root, 'unwritable-'))
    writeFileSync(path.join(cwd, 'data'), 'a file where the folder would be')
    const { code, examined } = await doctor(cwd)
    const found = find(examined, 'storage', 'database')
    assert.equal(found.verdict, 'wrong')
    assert.match(found.sentence, /none can be made at .*data\/latchkey\.db/)
    assert.equal(code, 1)
  })

  test('finds the proxy that hides the address, the open key, and the provider that is down', async () => {
    const port = await freePortTriple()
    const cwd = mkdtempSync(path.join(root, 'running-'))
    // The address of the organization is the proxy's; the server listens behind it.
    const hosts: string[] = []
    const faults = { setCookie: false, cookie: false, date: false }
    const proxy = await listenOnLoopback((incoming, outgoing) => {
      const { cookie } = incoming.headers
      const headers = {
        host: hosts[0] ?? incoming.headers.host ?? '',
        ...(cookie && !faults.cookie && { cookie }),
      }
      const options = { port, path: incoming.url, headers }
      request({ host: '127.0.0.1', ...options }, (answer) => {
        const path = answer.headers['set-cookie']?.map((one) => one.replace('Path=/', 'Path=/sso'))
        outgoing.writeHead(answer.statusCode ?? 502, {
          ...answer.headers,
          ...(faults.setCookie && path && { 'set-cookie': path }),
          ...(faults.date && { date: new Date(Date.now() - 60_000).toUTCString() }),
        })
        answer.pipe(outgoing)
      })
        .on('error', () => outgoing.destroy())
        .end()
    })
    after(() => proxy.close())
    writeFileSync(
      path.join(cwd, 'latchkey.yaml'),
      `listen: ['127.0.0.1:${port}']
organizations:
  - slug: acme
    name: Acme Tools
    url: http://localhost:${proxy.port}
    users: [{ login: ada@acme.test, role: owner }]
    connections:
      - slug: okta
        name: Okta
        wellKnownUrl: http://127.0.0.1:1/.well-known/openid-configuration
        clientId: a
        clientSecret: b
`,
    )
    const server = await startLatchkey(['serve'], { cwd }, /listening|ready/i)
    try {
      const well = await doctor(cwd)
      assert.equal(find(well.examined, 'organization acme', 'address').verdict, 'right')
      assert.equal(find(well.examined, 'organization acme', 'login screen').verdict, 'right')
      const own = (check: string, { examined } = well) => find(examined, 'organization acme', check)
      assert.deepEqual([own('cookies').verdict, own('clock').verdict], ['right', 'right'])
      faults.setCookie = true
      faults.date = true
      const changed = await doctor(cwd)
      assert.equal(own('cookies', changed).verdict, 'wrong')
      assert.match(own('cookies', changed).received ?? '', /Path=\/sso/)
      assert.deepEqual(
        [own('clock', changed).verdict, /6\d s behind/.test(own('clock', changed).received ?? '')],
        ['risky', true],
      )
      Object.assign(faults, { setCookie: false, date: false, cookie: true })
      const dropped = own('cookies', await doctor(cwd))
      assert.deepEqual([dropped.verdict, dropped.received], ['wrong', 'a request without it'])
      faults.cookie = false
      assert.equal(find(well.examined, 'storage', 'database').verdict, 'right')
      assert.equal(find(well.examined, 'storage', 'database file').verdict, 'right')
      const provider = find(well.examined, 'connection acme/okta', 'document')
      assert.equal(provider.verdict, 'wrong')
      assert.match(provider.received ?? '', /ECONNREFUSED/)
      assert.equal(well.code, 1)

      hosts.push(`127.0.0.1:${port}`)
      chmodSync(path.join(cwd, 'data/master.key'), 0o644)
      const { examined } = await doctor(cwd)
      const address = find(examined, 'organization acme', 'address')
      assert.equal(address.verdict, 'wrong')
      assert.match(address.expected ?? '', new RegExp(`Host: localhost:${proxy.port}`))
      const key = find(examined, 'storage', 'master key')
      assert.deepEqual([key.verdict, key.received], ['risky', '644'])
    } finally {
      await server.stop()
    }
    const { examined } = await doctor(cwd)
    const silent = find(examined, 'organization acme', 'address')
    assert.equal(silent.verdict, 'wrong')
  })

  test('says that an https address needs a proxy that is believed', async () => {
    const cwd = mkdtempSync(path.join(root, 'https-'))
    const yaml = `organizations:
  - { slug: acme, name: Acme Tools, url: 'https://id.acme.invalid' }
`
    writeFileSync(path.join(cwd, 'latchkey.yaml'), yaml)
    assert.equal((await latchkey(['apply', 'latchkey.yaml'], { cwd })).code, 0)
    const { examined } = await doctor(cwd)
    assert.equal(find(examined, 'organization acme', 'proxy').verdict, 'wrong')
    assert.match(find(examined, 'organization acme', 'address').sentence, /name is not known/)
  })
})
