import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { MINUTE, SECOND } from '../base/clock.ts'
import { withOneAddress } from './one-address.ts'

export type Address = Readonly<{ host: string | undefined; port: number }>

export type Listening = Readonly<{
  addresses: readonly Address[]
  /** Accepts no more requests, and gives those under way a while to finish. */
  close(): Promise<void>
}>

const PATIENCE_MS = 10 * SECOND
const LOOK_EVERY_MS = 50

/** Listens at all addresses or at none. Port 0 takes any free port. */
export async function listenAt(
  listener: RequestListener,
  addresses: readonly Address[],
): Promise<Listening> {
  const servers: Server[] = []
  try {
    for (const { host, port } of addresses) servers.push(await listenAtOne(listener, host, port))
  } catch (error) {
    for (const server of servers) server.close()
    throw error
  }
  return {
    addresses: servers.map((server) => {
      // The cast holds for servers that listen on a port, as these do.
      const { address: host, port } = server.address() as AddressInfo
      return { host, port }
    }),
    close: async () => {
      await Promise.all(servers.map(closeGently))
    },
  }
}

async function listenAtOne(
  listener: RequestListener,
  host: string | undefined,
  port: number,
): Promise<Server> {
  // A slow sender must not hold a connection for ever.
  const limits = { headersTimeout: 10 * SECOND, requestTimeout: 30 * SECOND, maxHeaderSize: 32_768 }
  const server = createServer(
    { ...limits, keepAliveTimeout: MINUTE },
    withOneAddress((request, response) => {
      // A proxy that keeps its connections would send on them for as long as they are open.
      if (!server.listening) response.setHeader('connection', 'close')
      listener(request, response)
    }),
  )
  server.listen({ port, ...(host !== undefined && { host }) })
  await once(server, 'listening')
  return server
}

async function closeGently(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  // Those whose answer was under way are idle a moment later.
  const looking = setInterval(() => server.closeIdleConnections(), LOOK_EVERY_MS)
  const timer = setTimeout(() => server.closeAllConnections(), PATIENCE_MS)
  await closed
  clearInterval(looking)
  clearTimeout(timer)
}
