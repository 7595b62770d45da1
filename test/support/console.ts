import assert from 'node:assert/strict'
import type { BrowserContextOptions, Page } from '@playwright/test'
import { buildConsole } from '../../tools/build-console.ts'
import { engines } from './databases.ts'
import {
  accessibilityFaults,
  type Look,
  type RealBrowser,
  startRealBrowser,
} from './real-browser.ts'
import { addPerson, PASSWORD, type RunningServer, startServer } from './running-server.ts'

const PATIENCE_MS = 5_000

/** Organizations with an owner each, and browsers in which to open their consoles. */
export type ConsoleBench = Readonly<{
  start(name: string): Promise<RunningServer>
  newPage(options?: BrowserContextOptions & Look): Promise<Page>
  /** A new browser in which somebody has opened the console by the link on the dashboard. */
  open(server: RunningServer, options?: Look & { login?: string }): Promise<Page>
  close(): Promise<void>
}>

export const OWNER = 'owner@acme.test'

export async function startConsoleBench(): Promise<ConsoleBench> {
  await buildConsole()
  const browser: RealBrowser = await startRealBrowser()
  const servers: RunningServer[] = []
  const newPage = async (options?: BrowserContextOptions & Look) => {
    const page = await browser.newPage(options)
    page.setDefaultTimeout(PATIENCE_MS)
    return page
  }
  return {
    newPage,
    async start(name) {
      const [engine] = engines
      assert.ok(engine)
      const server = await startServer(await engine.fresh(), { name })
      servers.push(server)
      await addPerson(server, OWNER, { role: 'owner' })
      return server
    },
    async open(server, { login = OWNER, ...look } = {}) {
      const page = await newPage(look)
      await page.goto(`${server.url}/`)
      await signIn(page, login)
      await page.getByRole('link', { name: 'Console' }).click()
      await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
      return page
    },
    async close() {
      await browser.close()
      for (const server of servers) await server.close()
    },
  }
}

export async function signIn(page: Page, login: string): Promise<void> {
  await page.locator('input[name=login]').fill(login)
  await page.locator('input[name=password]').fill(PASSWORD)
  await page.locator('input[name=password]').press('Enter')
}

/** A value to copy, by its name, as it stands on the screen. */
export async function shown(page: Page, label: string): Promise<string> {
  return (await page.getByRole('group', { name: label, exact: true }).textContent()) ?? ''
}

/** The screen is there, whole, and axe finds nothing wrong with it. */
export async function isClean(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  // Not by a function in the page: waited for longer, it would need what the policy forbids.
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
  assert.deepEqual(await accessibilityFaults(page), [], page.url())
}
