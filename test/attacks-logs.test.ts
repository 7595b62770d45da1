import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { createBrowser } from './support/browser.ts'
import { freePortTriple, startLatchkey } from './support/latchkey-process.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-logs-'))
after(() => rmSync(folder, { recursive: true }))

const SECRET = 'planted-client-secret-0001'
const PASSWORD = 'planted-password-0002'
const CALLBACK = 'http://localhost:9/callback'

const configuration = (port: number) => `
listen: ["127.0.0.1:${port}"]
log: { level: debug }
organizations:
  - slug: acme
    name: Acme
    url: http://localhost:${port}
    users: [{ login: ada@acme.test, password: ${PASSWORD} }]
    connections:
      - slug: okta
        name: Okta
        wellKnownUrl: http://localhost:9/.well-known/openid-configuration
        clientId: latchkey
        clientSecret: planted-connection-secret-0003
    applications:
      - clientId: expenses
        label: Expenses
        type: web
        grantTypes: [authorization_code, refresh_token]
        redirectUris: ["${CALLBACK}"]
        clientSecret: ${SECRET}
        assignments: { everyone: true }
`

/** Begins to send a form, and is gone. */
async function breakOff(port: number, path: string): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nOrigin: http://localhost:${port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 99\r\n\r\na=b`,
  )
  await delay(100)
  socket.destroy()
}

test('a server that logs everything logs no secret, password, code, token or cookie', async () => {
  const port = await freePortTriple()
  writeFileSync(path.join(folder, 'latchkey.yaml'), configuration(port))
  const server = await startLatchkey(['serve'], { cwd: folder }, /"msg":"ready"/)
  const url = `http://localhost:${port}`
  const planted = [SECRET, PASSWORD, 'planted-connection-secret-0003', 'planted-wrong-0004']
  const browser = createBrowser()
  const until = (to: URL) => to.href.startsWith(CALLBACK)

  const asked = new URLSearchParams({
    ...{ client_id: 'expenses', response_type: 'code', redirect_uri: CALLBACK },
    ...{ scope: 'openid offline_access', state: 'planted-state-0005' },
  })
  const screen = await browser.get(`${url}/oauth2/v1/authorize?${asked}`)
  const form = screen.forms.find(({ names }) => names.includes('password'))
  assert.ok(form, screen.text)
  await browser.submit(form, { login: 'ada@acme.test', password: 'planted-wrong-0004' })
  const back = await browser.submit(form, { login: 'ada@acme.test', password: PASSWORD }, { until })
  const code = new URL(back.next ?? '').searchParams.get('code') ?? ''
  assert.ok(code, back.text)
  const authorization = `Basic ${Buffer.from(`expenses:${SECRET}`).toString('base64')}`
  const exchange = async () =>
    fetch(`${url}/oauth2/v1/token`, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: CALLBACK }),
    })
  const tokens = (await (await exchange()).json()) as Record<string, unknown>
  assert.ok(tokens.access_token)
  // What goes wrong says most.
  assert.equal((await exchange()).status, 400)
  await browser.get(`${url}/login/okta`)
  await browser.get(`${url}/sso/openid?code=planted-code-0006&state=planted-state-0007`)
  await fetch(`http://127.0.0.1:${port}/sso/openid?code=planted-code-0006`)
  await fetch(`${url}/api/v1/users`, { headers: { authorization: 'Bearer planted-bearer-0008' } })
  await fetch(`${url}/oauth2/v1/userinfo?access_token=planted-bearer-0008`)
  for (const path of ['introspect', 'token', 'authorize']) {
    await breakOff(port, `/oauth2/v1/${path}`)
  }
  await breakOff(port, '/login')
  await delay(100)
  const { access_token, refresh_token, id_token } = tokens
  planted.push(code, authorization.slice(6), 'planted-')
  planted.push(...[access_token, refresh_token, id_token].map(String))
  planted.push(...browser.cookies.all().flatMap(({ value }) => (value ? [value] : [])))

  const { code: exit, stdout, stderr } = await server.stop()

  assert.equal(exit, 0)
  const strange = stderr.split('\n').find((line) => /no organization lives at this/.test(line))
  assert.deepEqual(JSON.parse(strange ?? '{}').known, [url], 'the log names what is known')
  assert.doesNotMatch(stderr, /"level":50/, 'whoever breaks off is no fault of the server')
  for (const value of planted) {
    assert.ok(!`${stdout}${stderr}`.includes(value), `${value.slice(0, 16)}… stands in the log`)
  }
})
