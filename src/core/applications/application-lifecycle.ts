import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import type { Event } from '../audit/event.ts'
import { recordEvent } from '../audit/event-store.ts'
import { claimVersion, holdVersion, nextVersion } from '../versions/claim-version-store.ts'
import type { Application } from './application.ts'
import { deleteApplication, updateApplication } from './application-store.ts'

type Deps = Readonly<{ db: Db; now: Clock }>

const EVENTS = {
  active: 'application.lifecycle.activate',
  inactive: 'application.lifecycle.deactivate',
} as const

/** Activates or deactivates an application. Without a change there is no event. */
export async function setApplicationStatus(
  { db, now }: Deps,
  existing: Application,
  { status, actor }: Pick<Application, 'status'> & Pick<Event, 'actor'>,
): Promise<Application> {
  if (existing.status === status) return existing
  const at = now()
  const application = { ...existing, status, updatedAt: nextVersion(existing, at) }
  await db.transaction().execute(async (tx) => {
    await claimVersion(tx, 'application', existing, application.updatedAt)
    await updateApplication(tx, application)
    await recordEvent(tx, { ...about(existing), type: EVENTS[status], actor }, at)
  })
  return application
}

/** Only an inactive one can be deleted, so that nobody deletes what people are using. */
export async function removeApplication(
  { db, now }: Deps,
  existing: Application,
  { actor }: Pick<Event, 'actor'>,
): Promise<void> {
  if (existing.status === 'active') {
    throw new Failure('conflict', 'Deactivate the application first; then it can be deleted.')
  }
  await db.transaction().execute(async (tx) => {
    await holdVersion(tx, 'application', existing)
    await deleteApplication(tx, existing.id)
    const detail = { label: existing.label, clientId: existing.clientId }
    const type = 'application.lifecycle.delete'
    await recordEvent(tx, { ...about(existing), type, actor, detail }, now())
  })
}

function about({ id, organizationId, label }: Application) {
  return { organizationId, target: { kind: 'application', id }, detail: { label } }
}
