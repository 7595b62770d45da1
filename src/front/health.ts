import type { IncomingMessage, ServerResponse } from 'node:http'

type Deps = { isReady(): Promise<boolean> }

/**
 * `/healthz`: the process answers. `/readyz`: it can do its work, so the database answers too.
 * Balancers ask by address, so no Host is looked at; the answer tells nothing but yes or no.
 */
export function createHealthHandler({ isReady }: Deps) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const path = request.url?.split('?')[0]
    if (path !== '/healthz' && path !== '/readyz') return false
    const isWell = path === '/healthz' || (await isReady().catch(() => false))
    response.writeHead(isWell ? 200 : 503, { 'content-type': 'text/plain; charset=utf-8' })
    response.end(isWell ? 'ok\n' : 'not ready\n')
    return true
  }
}
