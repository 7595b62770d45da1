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
  const tab = await browser.newPage({ viewport: { width: 640, height: 480 } })
  await tab.goto(`${acme}/`)
  await take(tab, 'login-screen')

  // The administrator's part of the page is shown to whoever is signed in as one.
  await signIn(tab, 'owner')
  await tab.goto(`${acme}/login?fresh=1`)
  await signIn(tab, 'linus')
  await take(tab, 'failed-sign-in')
}

async function signIn(tab: Page, name: string): Promise<void> {
  await tab.locator('[name=login]').fill(`${name}@acme.test`)
  await tab.locator('[name=password]').fill(DEMO_PASSWORD)
  await tab.locator('[name=password]').press('Enter')
  await tab.waitForLoadState()
}

async function take(tab: Page, name: string): Promise<void> {
  await tab.locator('main').screenshot({ path: path.join(PICTURES, `${name}.png`) })
}
