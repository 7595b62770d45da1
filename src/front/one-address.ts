import type { IncomingMessage, RequestListener } from 'node:http'

/**
 * Refuses requests that name two addresses, or one that parts of this server might read differently
 * (RFC 9112 section 3.2): a proxy in front may have checked one, while we serve the other. Requests
 * that pass have one Host, and a path as their target.
 */
export function withOneAddress(listener: RequestListener): RequestListener {
  return (request, response) => {
    const path = pathOf(request)
    if (path === undefined) {
      response.writeHead(400, { connection: 'close', 'content-type': 'text/plain; charset=utf-8' })
      response.end('This request does not name one address.\n')
      return
    }
    request.url = path
    listener(request, response)
  }
}

function pathOf({ url = '', headers, headersDistinct }: IncomingMessage): string | undefined {
  if ((headersDistinct.host?.length ?? 0) > 1) return undefined
  if (url.startsWith('/')) return url
  const target = /^https?:\/\//i.test(url) ? URL.parse(url) : null
  if (!target || target.username || target.password) return undefined
  const isSame = target.host === URL.parse(`${target.protocol}//${headers.host}`)?.host
  return isSame ? `${target.pathname}${target.search}` : undefined
}
