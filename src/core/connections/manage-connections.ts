import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import { changedFields } from '../audit/changed-fields.ts'
import type { Event } from '../audit/event.ts'
import { recordEvent } from '../audit/event-store.ts'
import { NO_MAPPING } from '../mapping/mapping-rule.ts'
import { untieEverybody } from '../mapping/withdraw-gifts.ts'
import type { Organization } from '../organizations/organization.ts'
import { requireTestedChange, type Tester } from '../organizations/require-tested-way-in.ts'
import { requireWayIn } from '../organizations/require-way-in.ts'
import type { Decider } from '../users/require-authority.ts'
import { claimVersion, holdVersion, nextVersion } from '../versions/claim-version-store.ts'
import { checkConnection, type ReadDiscovery } from './check-connection.ts'
import type { Connection } from './connection.ts'
import { deleteConnection, listConnections, updateConnection } from './connection-store.ts'
import { requireMappingAuthority } from './require-mapping-authority.ts'

type Deps = Readonly<{ db: Db; now: Clock }>
type By = Readonly<{ organization: Organization; actor: Event['actor'] }>
/** Left out by whoever has the machine itself. */
type Tested = Readonly<{ tester?: Tester }>

/**
 * Shows or hides the button. Nobody signs in through a connection that is disabled, and none is
 * enabled without a look at its provider: it may have been saved before that was up.
 */
export async function setConnectionEnabled(
  { db, now, readDiscovery }: Deps & { readDiscovery: ReadDiscovery },
  existing: Connection,
  { enabled, organization, actor, tester }: By & Tested & { enabled: boolean },
): Promise<Connection> {
  if (existing.enabled === enabled) return existing
  // What was implied while nobody could look may lack the slash at its end: the document decides.
  const { issuer } = enabled ? await checkConnection({ readDiscovery }, existing) : existing
  const changed = { ...existing, enabled, issuer, updatedAt: nextVersion(existing, now()) }
  await db.transaction().execute(async (tx) => {
    await claimVersion(tx, 'connection', existing, changed.updatedAt)
    await updateConnection(tx, changed)
    await requireWayIn(tx, organization)
    if (tester) await requireTestedChange(tx, { before: existing, after: changed }, tester, now)
    const detail = changedFields(existing, changed)
    const type = 'connection.lifecycle.update'
    await recordEvent(tx, { ...about(existing), type, actor, detail }, now())
  })
  return changed
}

/** With it goes what it gave: whoever may not write its rules may not end them either. */
export async function removeConnection(
  { db, now }: Deps,
  existing: Connection,
  { organization, actor, by, tester }: By & Tested & { by?: Decider },
): Promise<void> {
  if (by) requireMappingAuthority({ existing, connection: withoutRules(existing), by })
  await db.transaction().execute(async (tx) => {
    await holdVersion(tx, 'connection', existing)
    await untieEverybody(tx, existing, now())
    await deleteConnection(tx, existing.id)
    await requireWayIn(tx, organization)
    if (tester) await requireTestedChange(tx, { before: existing, after: undefined }, tester, now)
    const detail = { slug: existing.slug, issuer: existing.issuer }
    const type = 'connection.lifecycle.delete'
    await recordEvent(tx, { ...about(existing), type, actor, detail }, now())
  })
}

function withoutRules(connection: Connection): Connection {
  return { ...connection, settings: { ...connection.settings, mapping: NO_MAPPING } }
}

/** The order of the buttons. Every connection is named, so that none ends up where nobody put it. */
export async function orderConnections(
  { db, now }: Deps,
  { ids, organization, actor }: By & { ids: readonly string[] },
): Promise<Connection[]> {
  return db.transaction().execute(async (tx) => {
    const present = await listConnections(tx, organization.id)
    const places = new Map(ids.map((id, position) => [id, position]))
    if (places.size !== ids.length || ids.length !== present.length) throw notAll()
    for (const connection of present) {
      const position = places.get(connection.id)
      if (position === undefined) throw notAll()
      if (position === connection.position) continue
      const moved = { ...connection, position, updatedAt: nextVersion(connection, now()) }
      await claimVersion(tx, 'connection', connection, moved.updatedAt)
      await updateConnection(tx, moved)
      const detail = { 'before.position': connection.position, 'after.position': position }
      const type = 'connection.lifecycle.update'
      await recordEvent(tx, { ...about(connection), type, actor, detail }, now())
    }
    return listConnections(tx, organization.id)
  })
}

function notAll(): Failure {
  const message = 'Name every connection of the organization, each once.'
  return new Failure('invalid_input', message, { fields: [{ path: 'ids', message }] })
}

function about({ id, organizationId }: Connection) {
  return { organizationId, target: { kind: 'connection', id } }
}
