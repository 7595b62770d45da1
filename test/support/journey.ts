import assert from 'node:assert/strict'
import type { Page } from '@playwright/test'
import { accessibilityFaults, NARROW, screenshot, WIDE } from './real-browser.ts'

// Chromium's own line for a page that is answered with a refusal. Whether it should have been is
// for the test to say.
const REFUSED_PAGE = /^Failed to load resource: the server responded with a status of (4\d\d|503)/

/** Everything the browser complained about on this page, as it comes. */
export function watchForErrors(page: Page): string[] {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(`${page.url()} ${error.message}`))
  page.on('console', (message) => {
    if (message.type() !== 'error' || REFUSED_PAGE.test(message.text())) return
    errors.push(`${page.url()} ${message.text()}`)
  })
  return errors
}

/**
 * A stop of the journey: pictures of it wide and narrow, light and dark, in `artifacts/journey/`;
 * nothing wrong in axe's eyes; and nothing that has to be scrolled to sideways.
 */
export async function stopAt(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const size of [NARROW, WIDE]) {
      await page.setViewportSize(size)
      const look = `${size.width} ${colorScheme}`
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      assert.ok(Number(overflow) <= 0, `${name} is wider than the screen at ${look}`)
      await screenshot(page, `journey/${name}-${size.width}-${colorScheme}`)
    }
    assert.deepEqual(await accessibilityFaults(page), [], `${name} ${colorScheme}`)
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

export async function signInByPassword(page: Page, login: string, password: string): Promise<void> {
  await page.getByLabel('E-mail or username').fill(login)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}
