import type { UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { listPasskeys } from '../passkeys/passkey-store.ts'
import type { Wanted } from './wanted.ts'

/**
 * Whether the person can show as much: a second factor they have or can add now, but a
 * phishing-resistant one only if they have it, since one added after a mere password proves no more.
 */
export async function isReachable(db: Db, wanted: Wanted, userId: UserId): Promise<boolean> {
  if (!needsPasskey(wanted)) return true
  const passkeys = await listPasskeys(db, userId)
  return passkeys.some(({ synced }) => wanted === 'phishing_resistant' || !synced)
}

export function needsPasskey(wanted: Wanted | undefined): boolean {
  return wanted === 'phishing_resistant' || wanted === 'hardware'
}
