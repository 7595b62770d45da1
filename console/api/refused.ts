type Fault = Readonly<{ path: string; message: string; mayHeal?: boolean | undefined }>

/** A refusal of the admin API, in the words it gave. */
export class Refused extends Error {
  readonly status: number
  readonly code: string | undefined
  readonly errors: readonly Fault[]
  readonly current: unknown

  constructor(refusal: {
    status: number
    detail: string
    code?: string | undefined
    errors?: readonly Fault[] | undefined
    current?: unknown
  }) {
    super(refusal.detail)
    this.status = refusal.status
    this.code = refusal.code
    this.errors = refusal.errors ?? []
    this.current = refusal.current
  }
}

export function isRefused(error: unknown, status: number): error is Refused {
  return error instanceof Refused && error.status === status
}

/** Whoever has the console open is signed out by now, or their session has run out. */
export function hasNoSession(error: unknown): boolean {
  return error instanceof Refused && error.code === 'not_signed_in'
}
