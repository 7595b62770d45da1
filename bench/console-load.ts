import { type RealBrowser, startRealBrowser } from '../test/support/real-browser.ts'
import { buildConsole } from '../tools/build-console.ts'
import type { Installed } from './databases.ts'
import { urlsOf } from './installation.ts'
import { median } from './measure.ts'
import type { Figure } from './table.ts'
import { OWNER, PASSWORD } from './target.ts'

const LOADS = 7
const TARGET_MS = 1_000

/** From asking for the console in a browser that knows nothing of it to its first screen's heading. */
export async function measureConsoleLoad({ port }: Installed): Promise<Figure[]> {
  await buildConsole()
  const browser = await startRealBrowser()
  try {
    const url = urlsOf(port).acme
    const cookies = await signedInCookies(browser, url)
    // The first one also starts what the browser starts but once.
    const loads: number[] = []
    for (let n = 0; n <= LOADS; n += 1) loads.push(await timeLoad(browser, url, cookies))
    const target = { of: 'value', bound: 'at most', value: TARGET_MS } as const
    const name = 'console, cold, to its first heading'
    return [{ name, unit: 'ms', ours: median(loads.slice(1)), target }]
  } finally {
    await browser.close()
  }
}

type Cookies = Awaited<ReturnType<typeof signedInCookies>>

async function signedInCookies(browser: RealBrowser, url: string) {
  const page = await browser.newPage()
  await page.goto(`${url}/login`)
  await page.locator('input[name=login]').fill(OWNER)
  await page.locator('input[name=password]').fill(PASSWORD)
  await page.locator('input[name=password]').press('Enter')
  await page.getByRole('link', { name: 'Console' }).waitFor()
  return page.context().cookies()
}

/**
 * A context of its own has a cache of its own. The page keeps the time itself, from the moment that
 * the browser sets out: starting a process for the page is no part of the console.
 */
async function timeLoad(browser: RealBrowser, url: string, cookies: Cookies): Promise<number> {
  const page = await browser.newPage()
  await page.context().addCookies(cookies)
  await page.addInitScript(NOTE_HEADING)
  await page.goto(`${url}/console/`, { waitUntil: 'commit' })
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
  const took = Number(await page.evaluate('window.headingAt'))
  await page.context().close()
  return took
}

// A text, because it runs in the page, whose types this project does not load.
const NOTE_HEADING = `new MutationObserver((_, observer) => {
  if (!document.querySelector('h1')) return
  window.headingAt = performance.now()
  observer.disconnect()
}).observe(document, { childList: true, subtree: true })`
