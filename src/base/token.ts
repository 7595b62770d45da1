import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A bearer secret: 256 random bits, base64url. Possession is proof, so only its digest is stored. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored in place of a bearer secret, so that a leaked table holds no usable one. */
export function digest(token: string): string {
  return hash('sha256', token, 'base64url')
}

/** Compares in constant time, whatever the two have in common. */
export function equalSecrets(one: string, other: string): boolean {
  // Of the digests: timingSafeEqual demands equal lengths, and the lengths are secret too.
  return timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'))
}
