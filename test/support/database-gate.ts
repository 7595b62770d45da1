import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Stands between a server and its PostgreSQL, as a network does. */
export type DatabaseGate = Readonly<{
  /** The database's address, by way of the gate. */
  url: string
  /** Ends every connection, and takes no other until it is opened again. */
  shut(): void
  /** Lets nothing through any more on what is connected, and says nothing: a machine without power. */
  fallSilent(): void
  open(): void
  close(): Promise<void>
}>

export async function startDatabaseGate(databaseUrl: string): Promise<DatabaseGate> {
  const { port, hostname } = new URL(databaseUrl)
  const pairs = new Set<readonly [Socket, Socket]>()
  let isOpen = true
  const gate = createServer((near) => {
    if (!isOpen) {
      near.destroy()
      return
    }
    const far = connect(Number(port), hostname)
    const pair = [near, far] as const
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      for (const socket of pair) socket.destroy()
    }
    for (const socket of pair) socket.on('error', end).on('close', end)
    near.pipe(far).pipe(near)
  })
  gate.listen(0, '127.0.0.1')
  await once(gate, 'listening')
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  // A server that listens on a port has an address of this form.
  url.port = String((gate.address() as AddressInfo).port)
  const shut = () => {
    isOpen = false
    for (const [near] of pairs) near.destroy()
  }
  return {
    url: url.href,
    shut,
    fallSilent() {
      for (const [near, far] of pairs) {
        near.unpipe(far)
        far.unpipe(near)
      }
    },
    open() {
      isOpen = true
    },
    async close() {
      shut()
      gate.close()
      await once(gate, 'close')
    },
  }
}
