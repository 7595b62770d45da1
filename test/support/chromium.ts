import { existsSync } from 'node:fs'
import { type Browser, chromium } from '@playwright/test'

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The machine's Chromium; where there is none, the one that Playwright may have brought. */
export function launchChromium(): Promise<Browser> {
  const executablePath = INSTALLED.find(existsSync)
  // Without a sandbox, because tests also run as root, where Chromium has none.
  return chromium.launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox'] })
}
