import { Failure } from '../base/errors.ts'

type Refused = Readonly<{ code?: string; address?: string; port?: number }>

/** Why it could not listen on a port, in one line; any other error is returned as it is. */
export function explainListenError(error: unknown): unknown {
  const { code, address, port } = error as Refused
  const where = address && address !== '::' ? `${address}:${port}` : `port ${port}`
  const reasons: Record<string, string> = {
    EADDRINUSE: `Something else listens on ${where} already: stop it, or listen elsewhere (listen in latchkey.yaml, --port of the demo).`,
    EACCES: `Listening on ${where} is not permitted: ports below 1024 need a right of their own.`,
    EADDRNOTAVAIL: `This machine has no address ${address}: correct listen.`,
    ENOTFOUND: `The host in listen cannot be resolved: ${address ?? (error as Error).message}.`,
  }
  const reason = reasons[code ?? '']
  return reason === undefined ? error : new Failure('invalid_input', reason, { cause: error })
}
