import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Browser, type BrowserPage, createBrowser } from './support/browser.ts'
import {
  freePortTriple,
  latchkey,
  type Started,
  startLatchkey,
} from './support/latchkey-process.ts'

const PASSWORD = 'correct-horse-battery'
const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-demo-'))
const port = await freePortTriple()
const [acme, okta, expenses] = [port, port + 100, port + 200].map((n) => `http://localhost:${n}`)
let demo: Started

before(async () => {
  demo = await startLatchkey(['demo', '--port', String(port)], { cwd: folder }, /Ctrl\+C/)
})

after(async () => {
  const { code } = await demo.stop()
  rmSync(folder, { recursive: true })
  assert.equal(code, 0, 'the demo did not stop cleanly')
})

/** Follows the link on a page whose address contains `part`. */
async function click(browser: Browser, page: BrowserPage, part: string): Promise<BrowserPage> {
  const addresses = [...page.html.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href)
  const href = addresses.find((address) => address.includes(part))
  assert.ok(href, `no link with ${part} at ${page.url}: ${page.text}`)
  return browser.get(new URL(href.replaceAll('&amp;', '&'), page.url).href, { from: page.url })
}

async function signIn(browser: Browser, page: BrowserPage, name: string): Promise<BrowserPage> {
  const form = page.forms.find(({ names }) => names.includes('password'))
  assert.ok(form, `no sign-in form at ${page.url}: ${page.text}`)
  const person = { login: `${name}@acme.test`, password: PASSWORD }
  return browser.submit(form, person, { from: page.url })
}

describe('the demo', () => {
  test('prints its addresses, its people, their password and what to try', (t) => {
    for (const text of [acme, okta, expenses, PASSWORD, 'ada@', 'grace@', 'linus@', 'owner@']) {
      assert.ok(demo.stdout.includes(text ?? ''), `${text} is not told of`)
    }
    t.diagnostic(`ready after ${demo.readyAfterMs} ms, keys and people made`)
  })

  test('Expenses sends Ada through Acme Tools and Okta, and shows who came, with her groups', async () => {
    const ada = createBrowser()
    const atAcme = await ada.get(`${expenses}/`)
    assert.ok(atAcme.url.startsWith(`${acme}/login`), atAcme.url)
    const atOkta = await click(ada, atAcme, '/login/okta')
    assert.ok(atOkta.url.startsWith(`${okta}/login`), atOkta.url)
    const back = await signIn(ada, atOkta, 'ada')
    assert.equal(back.url, `${expenses}/`)
    for (const claim of ['Hello, Ada Adams', '"email": "ada@acme.test"', '"engineering"']) {
      assert.ok(back.text.includes(claim), back.text)
    }
  })

  test('a tile at Okta signs in to Acme Tools without a further question', async () => {
    const grace = createBrowser()
    const tiles = await signIn(grace, await grace.get(`${okta}/`), 'grace')
    const there = await click(grace, tiles, '/home/oidc_client/')
    assert.equal(there.url, `${acme}/`)
    assert.ok(there.text.includes('Grace Green'), there.text)
  })

  test('signing out of Expenses ends the session at Acme Tools', async () => {
    const owner = createBrowser()
    const shown = await signIn(owner, await owner.get(`${expenses}/`), 'owner')
    assert.ok(shown.text.includes('Hello, Olive Owner'), shown.text)
    const out = await owner.submit(shown)
    assert.ok(out.text.includes('You are signed out'), out.text)
    const again = await owner.get(`${expenses}/`)
    assert.ok(again.url.startsWith(`${acme}/login`), again.url)
  })

  test('signing out of Acme Tools signs out of Okta too', async () => {
    const grace = createBrowser()
    const atOkta = await click(grace, await grace.get(`${acme}/`), '/login/okta')
    const home = await signIn(grace, atOkta, 'grace')
    const form = home.forms.find(({ action }) => action === `${acme}/logout`)
    assert.ok(form, home.text)
    const out = await grace.submit(form, {}, { from: home.url })
    assert.ok(out.url.startsWith(`${acme}/logged-out`), `${out.url} ${out.text}`)
    assert.ok(out.chain.some(({ url }) => url.startsWith(`${okta}/oauth2/v1/logout`)))
    const asked = await grace.get(`${okta}/`)
    assert.ok(asked.text.includes('Password'), asked.text)
  })

  test('a second demo on the same ports is refused, and takes nothing from the first', async () => {
    const second = await latchkey(['demo', '--reset', '--port', String(port)], { cwd: folder })
    assert.equal(second.code, 1)
    assert.match(second.stderr, /^Something else listens on 127\.0\.0\.1:\d+ already/)
    assert.equal((await createBrowser().get(`${acme}/login`)).status, 200)
  })

  test('the owner of both is one person at Acme Tools, by password and through Okta', async () => {
    const owner = createBrowser()
    const atOkta = await click(owner, await owner.get(`${acme}/`), '/login/okta')
    const home = await signIn(owner, atOkta, 'owner')
    assert.equal(home.url, `${acme}/`)
    const { stdout } = await people('acme')
    const owners = JSON.parse(stdout).filter(({ role }: { role: string }) => role === 'owner')
    assert.equal(owners.length, 1)
    assert.equal(stdout.match(/owner@acme\.test/g)?.length, 2, 'login and e-mail of one person')
  })

  test('Linus, who is deactivated, is refused at both ends, and the trace of it can be read', async () => {
    for (const origin of [acme, okta]) {
      const linus = createBrowser()
      const refused = await signIn(linus, await linus.get(`${origin}/login`), 'linus')
      assert.ok(refused.status >= 400, `${refused.status} ${refused.text}`)
      const code = /[A-Z0-9]{4}-[A-Z0-9]{4}/.exec(refused.text)?.[0]
      assert.ok(code, refused.text)
      const { stdout, stderr } = await latchkey(['trace', code, ...config()], { cwd: folder })
      assert.match(stdout, /✗/, stderr)
      assert.ok(!stdout.includes(PASSWORD))
    }
  })

  test('its configuration is one that apply reads, and is already so', async () => {
    const { code, stdout, stderr } = await latchkey(['apply', config()[1] ?? '', '--dry-run'], {
      cwd: folder,
    })
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^0 to create, 0 to change, \d+ as declared\.$/m)
  })
})

function config(): string[] {
  return ['--config', path.join('.demo', String(port), 'latchkey.yaml')]
}

function people(organization: string) {
  const args = ['user', 'list', '--json', '--organization', organization, ...config()]
  return latchkey(args, { cwd: folder })
}
