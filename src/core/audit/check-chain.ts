import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../../base/clock.ts'
import type { OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { findChain, keepCheck } from './chain-store.ts'
import type { EventKey } from './event-digest.ts'
import { type ChainReport, verifyChain } from './verify-chain.ts'

export type KeptCheck = ChainReport & Readonly<{ checkedAt: number }>

type Deps = Readonly<{ db: Db; now: Clock; key: EventKey }>

/** One check of an organization at a time: whoever asks meanwhile gets the same result. */
const underWay = new WeakMap<Db, Map<string, Promise<KeptCheck>>>()

/** Checks the chain and stores the result, to be shown until the next check. */
export function checkChain(deps: Deps, organizationId: OrganizationId): Promise<KeptCheck> {
  const running = underWay.get(deps.db) ?? new Map<string, Promise<KeptCheck>>()
  underWay.set(deps.db, running)
  const present = running.get(organizationId)
  if (present) return present
  const check = run(deps, organizationId).finally(() => running.delete(organizationId))
  running.set(organizationId, check)
  return check
}

async function run({ db, now, key }: Deps, organizationId: OrganizationId): Promise<KeptCheck> {
  // Requests get their turn between two pages.
  const report = await verifyChain({ db, key, pause: () => turn() }, organizationId)
  const kept = { ...report, checkedAt: now() }
  await keepCheck(db, organizationId, { at: kept.checkedAt, result: JSON.stringify(kept) })
  return kept
}

/** The result of the last check, for display only: it proves nothing, as a new check does. */
export async function lastCheck(
  db: Db,
  organizationId: OrganizationId,
): Promise<KeptCheck | undefined> {
  const chain = await findChain(db, organizationId)
  return chain?.check_result ? JSON.parse(chain.check_result) : undefined
}
