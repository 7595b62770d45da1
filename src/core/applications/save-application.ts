import type { Clock } from '../../base/clock.ts'
import { Failure, type FieldFault } from '../../base/errors.ts'
import { newId, type OrganizationId } from '../../base/ids.ts'
import type { Sealer } from '../../base/seal.ts'
import { newToken } from '../../base/token.ts'
import type { Db } from '../../storage/database.ts'
import { isUniqueViolation } from '../../storage/unique-violation.ts'
import { changedFields } from '../audit/changed-fields.ts'
import type { Event } from '../audit/event.ts'
import { recordEvent } from '../audit/event-store.ts'
import { type PictureWish, replacePicture } from '../pictures/replace-picture.ts'
import { claimVersion, nextVersion } from '../versions/claim-version-store.ts'
import {
  type Application,
  type ApplicationSecret,
  type ApplicationSettings,
  type ApplicationType,
  defaultApplicationSettings,
  usesSecret,
} from './application.ts'
import { insertApplicationSecret } from './application-secret-store.ts'
import { insertApplication, updateApplication } from './application-store.ts'
import { type Assignment, replaceAssignments } from './assignment-store.ts'
import { checkApplication } from './check-application.ts'
import { checkApplicationValues } from './check-application-values.ts'
import { requireAssignable } from './require-assignable.ts'

type Actor = Event['actor']
type Deps = Readonly<{ db: Db; sealer: Sealer; now: Clock }>

type Wanted = Readonly<{
  organizationId: OrganizationId
  label: string
  type: ApplicationType
  clientId?: string | undefined
  settings: Partial<ApplicationSettings>
  logo?: PictureWish
  assignments: readonly Assignment[]
  actor: Actor
}>

/** Creates an application, and a secret if it authenticates with one, which is returned this once. */
export async function createApplication(
  { db, sealer, now }: Deps,
  wanted: Wanted,
): Promise<{ application: Application; clientSecret: string | undefined }> {
  const { organizationId, label, type, assignments, actor } = wanted
  const at = now()
  const id = newId('application', at)
  const owned = { organizationId, ownerId: id, present: undefined }
  const logo = await replacePicture(db, { ...owned, wish: wanted.logo, at })
  const application: Application = {
    id,
    organizationId,
    clientId: wanted.clientId ?? id,
    label: label.trim(),
    type,
    status: 'active',
    linkId: newId('link', at),
    settings: { ...defaultApplicationSettings(type), ...wanted.settings, logo: logo.id },
    createdAt: at,
    updatedAt: at,
  }
  requireValid(application)
  const clientSecret = usesSecret(application.settings) ? newToken() : undefined
  const secret = clientSecret && (await sealSecret(sealer, application, clientSecret, at))
  try {
    await db.transaction().execute(async (tx) => {
      await requireAssignable(tx, organizationId, assignments, 'assignments.')
      await logo.write(tx)
      await insertApplication(tx, application)
      await replaceAssignments(tx, id, assignments)
      if (secret) await insertApplicationSecret(tx, secret)
      await record(tx, application, { type: 'application.lifecycle.create', actor }, at)
    })
  } catch (error) {
    throw isUniqueViolation(error) ? clientIdTaken(application.clientId) : error
  }
  return { application, clientSecret }
}

/** Changes what is given and leaves the rest; refuses if somebody else was faster. */
export async function changeApplication(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  {
    existing,
    change,
    actor,
  }: {
    existing: Application
    change: {
      label?: string | undefined
      settings?: Partial<ApplicationSettings> | undefined
      logo?: PictureWish
    }
    actor: Actor
  },
): Promise<Application> {
  const updatedAt = nextVersion(existing, now())
  const label = change.label?.trim() ?? existing.label
  const { id: ownerId, organizationId } = existing
  const owned = { organizationId, ownerId, present: existing.settings.logo }
  const logo = await replacePicture(db, { ...owned, wish: change.logo, at: updatedAt })
  const settings = { ...existing.settings, ...change.settings, logo: logo.id }
  const application: Application = { ...existing, label, settings, updatedAt }
  requireValid(application)
  await db.transaction().execute(async (tx) => {
    await claimVersion(tx, 'application', existing, updatedAt)
    await logo.write(tx)
    await updateApplication(tx, application)
    const detail = changedFields(existing, application)
    await record(tx, application, { type: 'application.lifecycle.update', actor, detail }, now())
  })
  return application
}

export async function sealSecret(
  sealer: Sealer,
  { id: applicationId }: Pick<Application, 'id'>,
  plain: string,
  at: number,
): Promise<ApplicationSecret> {
  const secretSealed = await sealer.seal(plain)
  return { id: newId('secret', at), applicationId, secretSealed, status: 'active', createdAt: at }
}

function requireValid(application: Application): void {
  const faults = [...checkApplication(application), ...checkApplicationValues(application.settings)]
  if (faults.length === 0) return
  const fields = faults.map(inSettings)
  throw new Failure('invalid_input', 'The application cannot be used like this.', { fields })
}

function inSettings({ path, message }: FieldFault): FieldFault {
  return { path: path === 'label' ? path : `settings.${path}`, message }
}

function clientIdTaken(clientId: string): Failure {
  const message = `There is already an application with the client ID ${clientId}.`
  return new Failure('already_exists', message, { fields: [{ path: 'clientId', message }] })
}

async function record(
  tx: Db,
  { id, organizationId, label }: Application,
  { type, actor, detail = {} }: Pick<Event, 'type' | 'actor'> & Partial<Pick<Event, 'detail'>>,
  at: number,
): Promise<void> {
  const target = { kind: 'application', id }
  await recordEvent(tx, { organizationId, type, actor, target, detail: { label, ...detail } }, at)
}
