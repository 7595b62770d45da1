import type { Clock } from '../../base/clock.ts'
import type { OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { deleteSealedUpTo, holdChain, listSealed, updateChain } from './chain-store.ts'
import { authenticated, isAuthentic } from './event-chain.ts'
import type { EventKey } from './event-digest.ts'

type Deps = Readonly<{ db: Db; now: Clock; key: EventKey }>
type Kept = Readonly<{ organizationId: OrganizationId; retentionMs: number; limit?: number }>

/**
 * Deletes a batch of events past their time from the beginning of the chain, and keeps the digest to
 * which the first remaining one is linked. A chain that somebody tampered with is left as it is.
 * Returns how many were deleted.
 */
export async function removeOldEvents(
  { db, now, key }: Deps,
  { organizationId, retentionMs, limit = 500 }: Kept,
): Promise<number> {
  const bound = now() - retentionMs
  return db.transaction().execute(async (tx) => {
    const chain = await holdChain(tx, organizationId)
    if (!chain || !isAuthentic(key, chain)) return 0
    const oldest = await listSealed(tx, organizationId, { after: chain.removed_sequence, limit })
    const kept = oldest.findIndex((row) => row.at >= bound)
    const old = kept === -1 ? oldest : oldest.slice(0, kept)
    const last = old.at(-1)
    if (!last?.sequence || last.digest === null) return 0
    await deleteSealedUpTo(tx, organizationId, last.sequence)
    const removed = { removed_sequence: last.sequence, removed_digest: last.digest }
    await updateChain(tx, authenticated(key, { ...chain, ...removed }))
    return old.length
  })
}
