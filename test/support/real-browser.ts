import { accessSync, constants, mkdirSync } from 'node:fs'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from '@playwright/test'

const ARTIFACTS = path.join(import.meta.dirname, '..', '..', 'artifacts')

export const NARROW = { width: 390, height: 844 }
export const WIDE = { width: 1280, height: 800 }

export type Look = { width?: 'narrow' | 'wide'; colorScheme?: 'light' | 'dark' }

export type RealBrowser = {
  browser: Browser
  /** One person's browser: cookies of its own. */
  newContext: (options?: BrowserContextOptions & Look) => Promise<BrowserContext>
  newPage: (options?: BrowserContextOptions & Look) => Promise<Page>
  close: () => Promise<void>
}

// The machine's browser may not reach out by itself: a test talks to nobody but loopback.
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The machine's Chromium: `LATCHKEY_CHROMIUM`, or the first of the usual names on the path. */
function findChromium(): string {
  const named = process.env.LATCHKEY_CHROMIUM
  if (named) return named
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const found = names
    .flatMap((name) => folders.map((folder) => path.join(folder, name)))
    .find(isExecutable)
  if (!found) throw new Error('no Chromium: install one, or name it in LATCHKEY_CHROMIUM')
  return found
}

export async function startRealBrowser(): Promise<RealBrowser> {
  const browser = await chromium.launch({ executablePath: findChromium(), args: ARGUMENTS })
  const newContext = ({ width = 'wide', ...options }: BrowserContextOptions & Look = {}) =>
    browser.newContext({ viewport: width === 'narrow' ? NARROW : WIDE, ...options })

  return {
    browser,
    newContext,
    newPage: async (options) => (await newContext(options)).newPage(),
    close: () => browser.close(),
  }
}

/** Keeps a picture of the whole page as `artifacts/<name>.png`. */
export async function screenshot(page: Page, name: string): Promise<string> {
  const file = path.join(ARTIFACTS, `${name}.png`)
  mkdirSync(path.dirname(file), { recursive: true })
  await page.screenshot({ path: file, fullPage: true })
  return file
}

/** What axe finds wrong with the page, one line each; an empty list is a pass. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, help, nodes }) => {
    const places = nodes.map((node) => node.target.join(' ')).join(', ')
    return `${id}: ${help} (${places})`
  })
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
