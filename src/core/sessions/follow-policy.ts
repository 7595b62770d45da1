import type { Db } from '../../storage/database.ts'
import type { Organization } from '../organizations/organization.ts'
import { lifetimeOf } from './session-lifetime.ts'
import { shortenRemembered } from './session-store.ts'

type Change = Readonly<{
  before: Pick<Organization, 'settings'>
  after: Pick<Organization, 'id' | 'settings'>
}>

/** Shortens remembered sessions to what a stricter policy allows, in the transaction of that change. */
export async function followPolicy(tx: Db, { before, after }: Change): Promise<void> {
  const remembered = { remembered: true }
  const was = lifetimeOf(before.settings, remembered)
  const is = lifetimeOf(after.settings, remembered)
  if (is.idleMs < was.idleMs || is.maxMs < was.maxMs) await shortenRemembered(tx, after.id, is)
}
