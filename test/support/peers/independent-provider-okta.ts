import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { KoaContextWithOIDC } from 'oidc-provider'

// What Okta's browser library needs beyond the standards, for the layout `okta`.

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

/**
 * The library revokes and introspects with `Basic` and its client id alone: no colon, no secret.
 * oidc-provider refuses that header, so the client id is moved into the form.
 */
export async function moveBareClientId(request: IncomingMessage): Promise<void> {
  const [, encoded] = /^Basic (\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  const clientId = encoded && Buffer.from(encoded, 'base64').toString()
  if (!clientId || clientId.includes(':')) return
  delete request.headers.authorization
  const form = new URLSearchParams(await text(request))
  form.set('client_id', clientId)
  Object.assign(request, { body: form.toString() }) // oidc-provider reads it where a stream is spent
}

function scriptSafe(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c')
}
