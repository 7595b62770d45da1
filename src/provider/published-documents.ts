import type { IncomingMessage, ServerResponse } from 'node:http'
import type { KoaContextWithOIDC, Provider } from 'oidc-provider'

/**
 * Discovery and keys are the same for everybody and for as long as an instance lives: a change of
 * the server or of its keys makes a new one. They are what is asked for most, by every application
 * and every API, so the library writes each once, and the next answers come from here.
 */
type Published = Readonly<{ body: Buffer; headers: Readonly<Record<string, string | number>> }>

const kept = new WeakMap<Provider, Map<string, Published>>()
const ROUTES = new Set(['discovery', 'jwks'])

/** To be used first, so that what the others made of an answer is what is kept. */
export function keepPublished(provider: Provider): void {
  const documents = new Map<string, Published>()
  kept.set(provider, documents)
  provider.use(async (ctx, next) => {
    await next()
    const { route = '' } = (ctx as KoaContextWithOIDC).oidc ?? {}
    if (!ROUTES.has(route) || ctx.method !== 'GET' || ctx.status !== 200) return
    const body = Buffer.from(JSON.stringify(ctx.body))
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'content-length': body.length,
      'cache-control': ctx.response.get('cache-control'),
      'content-security-policy': ctx.response.get('content-security-policy'),
      'referrer-policy': ctx.response.get('referrer-policy'),
      'x-content-type-options': 'nosniff',
      // Nothing in them is anybody's own: every origin may read them.
      'access-control-allow-origin': '*',
    }
    documents.set(ctx.path, { body, headers })
  })
}

/** Answers from what was kept; false where the library has to answer itself. */
export function sendPublished(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (request.method !== 'GET') return false
  const path = request.url?.split('?', 1)[0] ?? ''
  const document = kept.get(provider)?.get(path)
  if (!document) return false
  response.writeHead(200, document.headers)
  response.end(document.body)
  return true
}
