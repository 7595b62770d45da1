import type { Page } from '@playwright/test'
import { decodeEntities } from './html-form.ts'

/** What the applications in `interop/` show of a sign-in, read off their pages. */
export type Shown = {
  userinfo: Record<string, unknown>
  tokens: { id_token: string; access_token: string }
}

/** The page of the application on @okta/oidc-middleware. */
export function shownContext(html: string): Shown {
  const [, shown = '{}'] = /<pre id="context">([^<]*)/.exec(html) ?? []
  return JSON.parse(decodeEntities(shown))
}

/** Until `#id` of the application on @okta/okta-auth-js says exactly this. */
export async function waitForOutput(page: Page, id: string, text: string): Promise<void> {
  try {
    await page
      .locator(`#${id}`)
      .filter({ hasText: new RegExp(`^${text}$`) })
      .waitFor({ timeout: 10_000 })
  } catch (cause) {
    const error = await page
      .locator('#error')
      .textContent({ timeout: 500 })
      .catch(() => '')
    throw new Error(`#${id} is not "${text}" at ${page.url()}; shown: ${error}`, { cause })
  }
}
