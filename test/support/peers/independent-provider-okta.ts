import type { KoaContextWithOIDC } from 'oidc-provider'

/**
 * Okta's `okta_post_message`: a hidden frame tells its parent the answer. The parent checks that the
 * message comes from the issuer's origin and that its `state` is the one it sent.
 */
export function postOktaMessage(
  ctx: KoaContextWithOIDC,
  redirectUri: string,
  payload: Record<string, unknown>,
): void {
  const message = scriptSafe(payload)
  const target = scriptSafe(new URL(redirectUri).origin)
  ctx.type = 'html'
  ctx.status = 200
  ctx.body = `<!doctype html><title>Answer</title>
<script>(window.opener || window.parent).postMessage(${message}, ${target})</script>`
}

function scriptSafe(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c')
}
