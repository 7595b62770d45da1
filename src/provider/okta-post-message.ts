import type { KoaContextWithOIDC } from 'oidc-provider'
import { pageHeaders } from '../web/security-headers.ts'
import { OKTA_POST_MESSAGE_SCRIPT, oktaPostMessagePage } from './pages/okta-post-message-page.ts'

/**
 * `response_mode=okta_post_message`: a page that hands the answer to the window that opened it, or
 * that frames it, and to no other: the message goes to the origin of the registered address, and
 * only that origin may frame the page. Okta's browser library renews tokens so.
 */
export function sendOktaPostMessage(
  ctx: KoaContextWithOIDC,
  redirectUri: string,
  payload: Record<string, unknown>,
): void {
  const targetOrigin = new URL(redirectUri).origin
  const message = Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [name, String(value)]),
  )
  ctx.status = 200
  ctx.set(pageHeaders({ scripts: [OKTA_POST_MESSAGE_SCRIPT], framedBy: [targetOrigin] }))
  ctx.body = oktaPostMessagePage({ targetOrigin, message }).toString()
}
