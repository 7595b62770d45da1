// Takes the pictures of the documents from the real demo:  node tools/take-pictures.ts
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { DEMO_PASSWORD, demoUrls } from '../src/cli/demo-organizations.ts'
import { freePortTriple, startLatchkey } from '../test/support/latchkey-process.ts'
import { startRealBrowser } from '../test/support/real-browser.ts'

const PICTURES = path.join(import.meta.dirname, '..', 'docs', 'pictures')

const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-pictures-'))
const port = await freePortTriple()
const demo = await startLatchkey(['demo', '--port', String(port)], { cwd: folder }, /Ctrl\+C/)
const browser = await startRealBrowser()
try {
  await takePictures()
} finally {
  await browser.close()
  await demo.stop()
  rmSync(folder, { recursive: true })
}

async function takePictures(): Promise<void> {
  const { acme } = demoUrls(port)
  mkdirSync(PICTURES, { recursive: true })
  const person = await browser.newPage({ viewport: { width: 640, height: 480 } })
  await person.goto(`${acme}/`)

  const owner = await browser.newPage({ viewport: { width: 1000, height: 1000 } })
  await owner.goto(`${acme}/`)
  await signIn(owner, 'owner')
  await owner.goto(`${acme}/console/`)
  await forgetClientSecret(owner)

  await person.getByRole('link', { name: 'Okta' }).click()
  await signIn(person, 'ada')
  await person.getByRole('heading', { level: 1 }).waitFor()
  await take(person, 'failed-sign-in')
  const code = (await person.locator('main code').first().textContent()) ?? ''
  await owner.goto(`${acme}/console/sign-ins`)
  // The list asks again by itself until the attempt is written.
  await owner.locator('.list-row', { hasText: code }).getByRole('link').click()
  await owner.getByRole('heading', { name: 'The client secret is wrong' }).waitFor()
  await take(owner, 'failed-sign-in-explained', '.cause')
}

/** What happens to a connection whose client got a new secret at Okta. */
async function forgetClientSecret(owner: Page): Promise<void> {
  await owner.evaluate(async () => {
    const list = (await (await fetch('/api/v1/connections')).json()) as { items: { id: string }[] }
    const address = `/api/v1/connections/${list.items[0]?.id}`
    const etag = (await fetch(address)).headers.get('etag') ?? ''
    const { ok, status } = await fetch(address, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', 'if-match': etag },
      body: JSON.stringify({ clientSecret: 'the-secret-of-last-year' }),
    })
    if (!ok) throw new Error(`the connection was not changed: ${status}`)
  })
}

async function signIn(tab: Page, name: string): Promise<void> {
  await tab.locator('[name=login]').fill(`${name}@acme.test`)
  await tab.locator('[name=password]').fill(DEMO_PASSWORD)
  await tab.locator('[name=password]').press('Enter')
  await tab.waitForLoadState()
}

async function take(tab: Page, name: string, part = 'main'): Promise<void> {
  await tab.locator(part).screenshot({ path: path.join(PICTURES, `${name}.png`) })
}
