import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'

export type WebServer = Readonly<{ origin: string; close: () => Promise<void> }>

type Answer = (request: Request) => Response | Promise<Response>

/** A server on a free port of loopback that answers by one function. */
export async function startWebServer(answer: Answer): Promise<WebServer> {
  const server = createServer(getRequestListener(answer))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // The cast is true for a server that listens on a port.
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
