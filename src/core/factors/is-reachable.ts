import type { UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { listPasskeys } from '../passkeys/passkey-store.ts'
import type { Wanted } from './wanted.ts'

/**
 * Whether the person can show as much: two factors they have or add, a phishing-resistant one only
 * if it is there already, since what a password adds resists no phishing.
 */
export async function isReachable(db: Db, wanted: Wanted, userId: UserId): Promise<boolean> {
  if (!needsPasskey(wanted)) return true
  const passkeys = await listPasskeys(db, userId)
  return passkeys.some(({ synced }) => wanted === 'phishing_resistant' || !synced)
}

export function needsPasskey(wanted: Wanted | undefined): boolean {
  return wanted === 'phishing_resistant' || wanted === 'hardware'
}
