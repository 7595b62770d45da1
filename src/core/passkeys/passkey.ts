import { hash } from 'node:crypto'
import type { FactorId, OrganizationId, UserId } from '../../base/ids.ts'

/** A passkey of somebody's: what is kept of it proves nothing by itself. */
export type Passkey = Readonly<{
  id: FactorId
  organizationId: OrganizationId
  userId: UserId
  /** What the authenticator calls it, base64url. */
  credentialId: string
  /** COSE, base64url. */
  publicKey: string
  counter: number
  transports: readonly string[]
  /** Whether several devices may have the key: then it is not bound to one piece of hardware. */
  synced: boolean
  name: string
  createdAt: number
  lastUsedAt: number | undefined
}>

export const MOST_PASSKEYS = 10

/** COSE: EdDSA, ES256 and RS256, which every authenticator has one of. */
export const ALGORITHMS = [-8, -7, -257]

/** RFC 8176: a key of its holder, in one piece of hardware or in software that may copy it. */
export function methodOf({ synced }: Pick<Passkey, 'synced'>): 'hwk' | 'swk' {
  return synced ? 'swk' : 'hwk'
}

/**
 * What authenticators keep to tell accounts apart. They show it to whoever has the device, so it says
 * nothing of the person (WebAuthn section 14.6.1).
 */
export function userHandleOf(userId: UserId): string {
  return hash('sha256', JSON.stringify(['passkey', userId]), 'base64url')
}
