import type { IncomingMessage, ServerResponse } from 'node:http'
import { splitAddress } from './split-address.ts'

/** What each of the library's addresses is asked by, beside OPTIONS of browsers. */
const METHODS: readonly (readonly [path: RegExp, methods: readonly string[]])[] = [
  [/\/\.well-known\/|\/keys$/, ['GET', 'HEAD']],
  [/\/(?:token|introspect|revoke|par|device\/authorize)$/, ['POST']],
  // To the library HEAD is GET: whoever only looks at an address would be given a code.
  [/\/authorize$/, ['GET', 'POST']],
  [/\/authorize\/[\w-]+$/, ['GET']],
  [/\/userinfo$/, ['GET', 'HEAD', 'POST']],
]

/**
 * The library answers "Not Found" to another method, and whoever opens a token endpoint's address in
 * a browser, to see whether it is right, takes it for wrong. RFC 9110 section 15.5.6.
 */
export function refuseMethod(request: IncomingMessage, response: ServerResponse): boolean {
  const { method = '' } = request
  const { path } = splitAddress(request.url ?? '')
  const [, methods] = METHODS.find(([known]) => known.test(path)) ?? []
  if (!methods || method === 'OPTIONS') return false
  if (methods.includes(method)) return false
  response.writeHead(405, {
    allow: methods.join(', '),
    'cache-control': 'no-store',
    'content-type': 'application/json; charset=utf-8',
    'x-content-type-options': 'nosniff',
  })
  const error_description = `This address is asked by ${methods.filter((one) => one !== 'HEAD').join(' or ')}.`
  response.end(JSON.stringify({ error: 'invalid_request', error_description }))
  return true
}
