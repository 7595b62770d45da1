import type { IncomingMessage, ServerResponse } from 'node:http'

type Deps = { isReady(): Promise<boolean> }

/**
 * `/healthz`: the process answers. `/readyz`: the database answers too, so it can do its work.
 * Load balancers ask by IP address, so Host is ignored; the answer is only yes or no.
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
