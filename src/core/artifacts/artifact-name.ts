import { timeOrdered } from '../../base/ids.ts'

/** 45 bits of time: to within 8 ms. */
const ORDER_LENGTH = 9
const NAME = /^[0-9a-v]{9}[\w-]{43}$/

let order = { at: Number.NaN, text: '' }

/**
 * The name of an artifact: when it was made, then `secret`, which is 256 random bits in base64url.
 * Rows whose names are neighbours in time are neighbours in the index as well.
 */
export function artifactName(secret: string, now: number): string {
  // Many are made in one millisecond.
  if (order.at !== now) order = { at: now, text: timeOrdered(now).slice(0, ORDER_LENGTH) }
  return order.text + secret
}

/** What of a name says when it was made; nothing where it was not made here, or longer ago. */
export function orderOfName(name: string): string {
  return NAME.test(name) ? name.slice(0, ORDER_LENGTH) : ''
}
