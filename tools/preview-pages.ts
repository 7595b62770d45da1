// Writes every server-rendered page with sample data to a folder, photographs it wide and narrow,
// light and dark, and runs axe on each:  node tools/preview-pages.ts [FOLDER] [NAME-PART]
import { mkdirSync, writeFileSync } from 'node:fs'
import type { Html } from '../src/web/html.ts'
import { accessibilityFaults, startRealBrowser } from '../test/support/real-browser.ts'
import { PAGES, PAGES_WITH_SCRIPT } from '../test/support/sample-pages.ts'

const [folder = 'artifacts/pages', part = ''] = process.argv.slice(2)
const all = Object.entries({ ...PAGES, ...PAGES_WITH_SCRIPT }).filter(([name]) =>
  name.includes(part),
)
mkdirSync(folder, { recursive: true })
for (const [name, page] of all) writeFileSync(`${folder}/${name}.html`, page.toString())

const browser = await startRealBrowser()
let violations = 0
for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 390]) violations += await photograph(colorScheme, width)
}
await browser.close()
console.log(`${all.length} pages in ${folder}, ${violations} violations`)
process.exitCode = violations > 0 ? 1 : 0

async function photograph(colorScheme: 'light' | 'dark', width: number) {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 844 } })
  const tab = await context.newPage()
  await tab.route('http://preview.invalid/**', (route) => answer(route.request().url(), route))
  let found = 0
  for (const [name] of all) {
    await tab.goto(`http://preview.invalid/${name}`)
    await tab.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true })
    const faults = await accessibilityFaults(tab)
    for (const fault of faults) console.log(`${name} ${width} ${colorScheme}: ${fault}`)
    found += faults.length
  }
  await context.close()
  return found
}

type Route = Readonly<{ fulfill: (answer: { contentType: string; body: string }) => Promise<void> }>

function answer(url: string, route: Route): Promise<void> {
  const name = new URL(url).pathname.slice(1)
  const page: Html | undefined = Object.hasOwn(PAGES, name) ? PAGES[name] : PAGES_WITH_SCRIPT[name]
  const body = (page?.toString() ?? '').replaceAll(/<script[\s\S]*?<\/script>/g, '')
  return route.fulfill({ contentType: 'text/html; charset=utf-8', body })
}
