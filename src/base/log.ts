import { pino, stdSerializers } from 'pino'

export type Log = Pick<ReturnType<typeof pino>, 'debug' | 'info' | 'warn' | 'error'>

/** JSON lines on standard error, so that what a command prints stays clean on standard output. */
export function createLog(level: string): Log {
  // Errors are logged as `error` everywhere here; pino itself would only spell out `err`.
  const serializers = { error: stdSerializers.err }
  return pino({ level, base: null, serializers }, pino.destination({ fd: 2, sync: false }))
}
