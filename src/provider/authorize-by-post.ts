import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody } from './request-adjustments.ts'
import { splitAddress } from './split-address.ts'

/** What browsers and proxies take for an address without complaint. */
export const LONGEST_ADDRESS = 8_000

/**
 * An authorization request may be posted (OIDC Core section 3.1.2.1), from another site, and with
 * such a POST browsers do not send the session's cookie (SameSite=Lax). So the browser is sent to
 * the same request as a GET, with which it does. Requests too long for an address have a way of
 * their own: they are pushed (RFC 9126).
 */
export async function answerPostWithGet(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const { path, query } = splitAddress(request.url ?? '')
  if (request.method !== 'POST' || !path.endsWith('/v1/authorize')) return false
  const params = new URLSearchParams(query)
  const form = await readBody(request)
  for (const [name, value] of form ?? []) params.append(name, value)
  const location = `${path}?${params}`
  if (!form || location.length > LONGEST_ADDRESS) {
    response.writeHead(413, { 'content-type': 'text/plain; charset=utf-8' })
    response.end(
      'A posted authorization request is a form (x-www-form-urlencoded) of at most 8,000 characters. Push a longer one: RFC 9126.\n',
    )
    return true
  }
  response.writeHead(303, { location, 'cache-control': 'no-store' })
  response.end()
  return true
}
