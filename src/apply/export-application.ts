import type { ApplicationId } from '../base/ids.ts'
import { type Application, defaultApplicationSettings } from '../core/applications/application.ts'
import { listApplicationSecrets } from '../core/applications/application-secret-store.ts'
import { listAssignments } from '../core/applications/assignment-store.ts'
import type { Db } from '../storage/database.ts'
import { exportPicture } from './export-picture.ts'
import { part, type Written, without } from './written.ts'

type Names = Readonly<{
  groups: ReadonlyMap<string, string>
  logins: ReadonlyMap<string, string>
}>

export async function exportApplication(
  db: Db,
  { id, organizationId, clientId, label, type, status, settings }: Application,
  { names, secrets }: { names: Names; secrets: boolean },
): Promise<Written> {
  const defaults = defaultApplicationSettings(type)
  const { implicit, visibility, refreshToken, ...rest } = settings
  return {
    clientId,
    label,
    type,
    ...without({ status: 'active' }, { status }),
    ...(secrets && (await exportSecrets(db, id))),
    ...(await exportAssignments(db, id, names)),
    ...without(defaults, rest),
    logo: await exportPicture(db, organizationId, settings.logo),
    ...part('implicit', without(defaults.implicit, implicit)),
    ...part('visibility', without(defaults.visibility, visibility)),
    ...part('refreshToken', without(defaults.refreshToken, refreshToken)),
  }
}

async function exportSecrets(db: Db, id: ApplicationId): Promise<Written> {
  const secrets = await listApplicationSecrets(db, id)
  if (secrets.length === 0) return {}
  return {
    clientSecrets: secrets.map(({ secretSealed, status }) => ({
      secretSealed,
      ...without({ status: 'active' }, { status }),
    })),
  }
}

async function exportAssignments(db: Db, id: ApplicationId, names: Names): Promise<Written> {
  const assignments = await listAssignments(db, id)
  const everyone = assignments.some(({ kind }) => kind === 'everyone') || undefined
  const groups = assignments.flatMap((one) =>
    one.kind === 'group' ? (names.groups.get(one.groupId) ?? []) : [],
  )
  const users = assignments.flatMap((one) =>
    one.kind === 'user' ? (names.logins.get(one.userId) ?? []) : [],
  )
  const some = without({ groups: [], users: [] }, { groups: groups.sort(), users: users.sort() })
  return part('assignments', { everyone, ...some })
}
