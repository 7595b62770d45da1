import { isDeepStrictEqual } from 'node:util'
import { formatDuration } from '../base/duration.ts'

/** A part of a declared state, as an export writes it: what is undefined is left out. */
export type Written = Readonly<Record<string, unknown>>

/** The values that differ from the defaults. */
export function without(defaults: object, values: object): Written {
  const known = new Map<string, unknown>(Object.entries(defaults))
  return Object.fromEntries(
    Object.entries(values).filter(([key, value]) => !isDeepStrictEqual(value, known.get(key))),
  )
}

/** `written` under a name of its own, or nothing if it is empty. */
export function part(name: string, written: Written): Written {
  return Object.values(written).some((value) => value !== undefined) ? { [name]: written } : {}
}

/** Milliseconds that `without` has left, such as `2h`; undefined if they are the default. */
export function duration(ms: unknown): string | undefined {
  return typeof ms === 'number' ? formatDuration(ms) : undefined
}
