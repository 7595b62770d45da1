import { hash, hkdfSync } from 'node:crypto'
import { CompactEncrypt, compactDecrypt } from 'jose'

/** Secrets at rest: sealed before they are stored, opened where they are used, never shown. */
export type Sealer = Readonly<{
  /** Identifies the master key without revealing it. */
  keyId: string
  seal(secret: string): Promise<string>
  /** Rejects when `sealed` was sealed with another master key or was altered. */
  open(sealed: string): Promise<string>
  /** A key derived for one purpose; it reveals neither the master key nor any other derived key. */
  keyFor(purpose: string): Uint8Array
}>

/** JWE, `dir` with `A256GCM` (RFC 7516), the key's id in the header. `masterKey` is 32 bytes. */
export function createSealer(masterKey: Uint8Array): Sealer {
  if (masterKey.byteLength !== 32) throw new Error('The master key must be 32 bytes long.')
  const keyId = hash('sha256', masterKey, 'base64url').slice(0, 12)
  const keys = new Map<string, Uint8Array>()
  return {
    keyId,
    seal: (secret) =>
      new CompactEncrypt(new TextEncoder().encode(secret))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: keyId })
        .encrypt(masterKey),
    async open(sealed) {
      const { plaintext } = await compactDecrypt(sealed, masterKey, {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      })
      return new TextDecoder().decode(plaintext)
    },
    keyFor(purpose) {
      // HKDF (RFC 5869), the purpose as its `info`. Purposes are a handful of constants of ours.
      const key =
        keys.get(purpose) ?? new Uint8Array(hkdfSync('sha256', masterKey, '', purpose, 32))
      keys.set(purpose, key)
      return key
    },
  }
}
