import { isIP } from 'node:net'
import { Failure } from '../base/errors.ts'

/** Where to listen: a port on all interfaces, or on one host. */
export type ListenAddress = Readonly<{ host: string | undefined; port: number }>

/** `4000`, `127.0.0.1:4000`, `[::1]:4000`, `localhost:4000`. */
export function parseListen(given: string | number): ListenAddress {
  const text = String(given).trim()
  const [, , bracketed, name, digits = ''] =
    /^((?:\[([^\]]+)\]|([^:[\]]+)):)?(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  const host = bracketed ?? name
  const isHost = bracketed === undefined || isIP(bracketed) === 6
  if (digits !== '' && port <= 65_535 && isHost) return { host, port }
  throw new Failure(
    'invalid_input',
    `An address to listen on is a port (all interfaces) or host:port, such as 4000, 127.0.0.1:4000 or [::1]:4000. Received: ${text.slice(0, 80)}`,
  )
}
