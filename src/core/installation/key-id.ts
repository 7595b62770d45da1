import { decodeProtectedHeader } from 'jose'

/** The name of the key in a sealed value's header, which is no secret. */
export function keyIdOf(sealed: string): string {
  try {
    return decodeProtectedHeader(sealed).kid ?? 'unknown'
  } catch {
    return 'unknown'
  }
}
