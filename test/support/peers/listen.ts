import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export type LoopbackServer = {
  port: number
  /** The port answers nobody, as in an outage; open requests are cut. */
  stop: () => Promise<void>
  /** Answers again at the same port. */
  start: () => Promise<void>
  close: () => Promise<void>
}

export async function listenOnLoopback(listener: RequestListener): Promise<LoopbackServer> {
  let server = createServer(listener)
  const port = await listen(server, 0)

  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })

  return {
    port,
    stop,
    async start() {
      server = createServer(listener)
      await listen(server, port)
    },
    close: stop,
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      // A TCP server's address is an object once it listens.
      resolve((server.address() as AddressInfo).port)
    })
  })
}
