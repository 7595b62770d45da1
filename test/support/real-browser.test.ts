import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { accessibilityFaults, screenshot, startRealBrowser } from './real-browser.ts'

test('the real browser takes pictures at both widths and tells what axe finds wrong', async () => {
  const chromium = await startRealBrowser()
  try {
    const page = await chromium.newPage({ width: 'narrow', colorScheme: 'dark' })
    await page.setContent('<html lang="en"><title>Good</title><main><h1>Good</h1></main></html>')
    assert.deepEqual(await accessibilityFaults(page), [])
    await page.setContent('<html lang="en"><title>Bad</title><main><h1>Bad</h1><img></main></html>')
    assert.match((await accessibilityFaults(page)).join('\n'), /image-alt/)
    const picture = readFileSync(await screenshot(page, 'real-browser/narrow-dark'))
    assert.equal(picture.readUInt32BE(16), 390) // the width, in a PNG's first chunk
  } finally {
    await chromium.close()
  }
})
