import { AsyncLocalStorage } from 'node:async_hooks'
import type { Trace } from '../core/audit/trace.ts'

/**
 * An attempt is one over many requests: to authorize, back from the login screen, for tokens, for
 * the next tokens. What they share travels in the rows that lead from one to the next.
 */
export type Carried = Readonly<{
  /** The code of the attempt's trace. */
  code?: string
  /** Where the person signed in: a connection's id, or the organization's. */
  idp?: string
}>

/** What a check deep in the library found out, and the library has no word for. */
type Note = 'deactivated_secret'

const requests = new AsyncLocalStorage<{ trace?: Trace; note?: Note; carried: Carried }>()

/** Everything that one request of an application does runs in here. */
export function runRequest<T>(run: () => T): T {
  return requests.run({ carried: {} }, run)
}

/** What the rows written by this request hand on. */
export function whatGoesOn(): Carried {
  const code = codeOfAttempt()
  return { ...requests.getStore()?.carried, ...(code !== undefined && { code }) }
}

/** A row read by this request says which attempt it belongs to; the first to say so counts. */
export function goOnWith(carried: Carried): void {
  const request = requests.getStore()
  if (request) request.carried = { ...carried, ...request.carried }
}

export function rememberTrace(trace: Trace): void {
  const request = requests.getStore()
  if (request) request.trace = trace
}

export function noteForTrace(note: Note): void {
  const request = requests.getStore()
  if (request) request.note = note
}

export function noteOfRequest(): Note | undefined {
  return requests.getStore()?.note
}

export function codeOfAttempt(): string | undefined {
  const request = requests.getStore()
  return request?.carried.code ?? request?.trace?.code
}

/** Of the attempt that an earlier request began. */
export function codeBefore(): string | undefined {
  return requests.getStore()?.carried.code
}

export function idpOfAttempt(): string | undefined {
  return requests.getStore()?.carried.idp
}
