import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { openApiDocument } from '../src/admin/openapi-document.ts'
import { readAsset, readIndex } from '../src/console/read-built.ts'
import type { Role } from '../src/core/users/user.ts'
import { buildConsole } from '../tools/build-console.ts'
import { API_TYPES, apiTypes } from '../tools/write-api-types.ts'
import { type Browser, type BrowserPage, createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { addPerson, PASSWORD, type RunningServer, startServer } from './support/running-server.ts'

const FIRST_SCREEN_LIMIT = 250 * 1024

let server: RunningServer

before(async () => {
  await buildConsole()
  const [engine] = engines
  assert.ok(engine)
  server = await startServer(await engine.fresh())
})
after(() => server.close())

async function signedIn(role: Role): Promise<Browser> {
  const login = `${role}@acme.test`
  await addPerson(server, login, { role })
  const browser = createBrowser()
  await browser.submit(await browser.get(`${server.url}/login`), { login, password: PASSWORD })
  return browser
}

const assetsOf = ({ html }: BrowserPage): string[] =>
  [...html.matchAll(/(?:src|href)="(\/console\/assets\/[^"]+)"/g)].map(([, at = '']) => at)

describe('the console is served to those who may administer', () => {
  test('a stranger is sent to sign in, and comes back to the same screen', async () => {
    const stranger = createBrowser()
    const page = await stranger.get(`${server.url}/console/applications`)
    assert.equal(page.url, `${server.url}/login?return_to=%2Fconsole%2Fapplications`)
    await addPerson(server, 'returning@acme.test', { role: 'owner' })
    const person = { login: 'returning@acme.test', password: PASSWORD }
    const back = await stranger.submit(page, person)
    assert.equal(back.url, `${server.url}/console/applications`)
  })

  test('a member is refused, gets no file of it, and no link to it', async () => {
    const member = await signedIn('member')
    const page = await member.get(`${server.url}/console/`)
    assert.equal(page.status, 403)
    assert.match(page.text, /The console is for administrators/)
    const asset = await member.get(`${server.url}/console/assets/index.js`)
    assert.equal(asset.status, 403)
    assert.doesNotMatch((await member.get(`${server.url}/`)).html, /\/console\//)
  })

  for (const role of ['owner', 'admin', 'helpdesk', 'auditor'] as const) {
    test(`${role}s get it, and a link to it on their dashboard`, async () => {
      const browser = await signedIn(role)
      const page = await browser.get(`${server.url}/console/`)
      assert.equal(page.status, 200)
      assert.match(page.html, new RegExp(`&quot;role&quot;:&quot;${role}&quot;`))
      assert.match((await browser.get(`${server.url}/`)).html, /href="\/console\/"/)
    })
  }
})

describe('what is sent', () => {
  let owner: Browser
  before(async () => {
    await addPerson(server, 'sent@acme.test', { role: 'owner' })
    owner = createBrowser()
    const login = await owner.get(`${server.url}/login`)
    await owner.submit(login, { login: 'sent@acme.test', password: PASSWORD })
  })

  test('the page is not kept, allows scripts of its own origin only, and another nonce each time', async () => {
    const policies = await Promise.all(
      [1, 2].map(async () => {
        const { headers, html } = await owner.get(`${server.url}/console/people/1`)
        assert.equal(headers['cache-control'], 'no-store')
        assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)|\son\w+=|<style/)
        return String(headers['content-security-policy'])
      }),
    )
    for (const policy of policies) {
      assert.match(policy, /script-src 'self';/)
      assert.match(policy, /frame-ancestors 'none'/)
      assert.doesNotMatch(policy, /unsafe/)
    }
    assert.notEqual(policies[0], policies[1])
  })

  test('files are kept for ever and sent small', async () => {
    const [file = ''] = assetsOf(await owner.get(`${server.url}/console/`))
    const answer = await owner.get(server.url + file, { headers: { 'accept-encoding': 'gzip' } })
    assert.equal(answer.headers['cache-control'], 'private, max-age=31536000, immutable')
    assert.equal(answer.headers['content-encoding'], 'gzip')
    assert.match(String(answer.headers['content-type']), /javascript/)
    const headers = { 'accept-encoding': 'gzip, deflate, br, zstd' }
    const smaller = await owner.get(server.url + file, { headers })
    assert.equal(smaller.headers['content-encoding'], 'br')
  })

  test('a file that does not exist is not found, and no name leads out of the folder', async () => {
    for (const name of ['nothing.js', '..%2findex.html', '.built-from', 'index.html']) {
      const { status } = await owner.get(`${server.url}/console/assets/${name}`)
      assert.equal(status, 404, name)
    }
  })

  test('the first screen is at most 250 KB, compressed', async (t) => {
    const page = await owner.get(`${server.url}/console/`)
    let bytes = gzipSync(page.html).length
    for (const file of assetsOf(page)) {
      const name = path.basename(file)
      const asset = await readAsset(path.join('dist', 'console'), name, ['gzip'])
      assert.equal(asset?.encoding, 'gzip', name)
      bytes += asset.body.length
    }
    t.diagnostic(`${Math.round(bytes / 1024)} KB with the file of the overview`)
    assert.ok(
      assetsOf(page).some((file) => file.includes('/overview-')),
      'its own file comes along',
    )
    assert.ok(bytes < FIRST_SCREEN_LIMIT, `${bytes} bytes`)
  })
})

test('the types that the console works with are those of the API as it is now', () => {
  const document = JSON.parse(JSON.stringify(openApiDocument()))
  assert.equal(apiTypes(document), readFileSync(API_TYPES, 'utf8'), 'run tools/write-api-types.ts')
})

test('a server whose console was not built finds none, rather than failing', async () => {
  const empty = mkdtempSync(path.join(tmpdir(), 'latchkey-console-'))
  try {
    assert.equal(await readIndex(empty), undefined)
    assert.equal(await readAsset(empty, 'index.js', ['br', 'gzip']), undefined)
  } finally {
    rmSync(empty, { recursive: true })
  }
})
