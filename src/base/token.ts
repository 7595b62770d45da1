import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A bearer secret: 256 random bits, base64url. Whoever holds it is believed, so it is never stored. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored instead of a bearer secret: a leaked table holds no live session or token. */
export function digest(token: string): string {
  return hash('sha256', token, 'base64url')
}

/** Compares in a time that does not tell where two secrets differ. */
export function equalSecrets(one: string, other: string): boolean {
  // Digests first: timingSafeEqual wants equal lengths, and lengths are secrets too.
  return timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'))
}
