import type { DeclaredApplication } from '../config/declared-application.ts'
import type { KeyPath } from '../config/problem.ts'
import type { Application } from '../core/applications/application.ts'
import {
  findApplicationByClientId,
  insertApplication,
  updateApplication,
} from '../core/applications/application-store.ts'
import { replaceAssignments } from '../core/applications/assignment-store.ts'
import { checkApplication } from '../core/applications/check-application.ts'
import { checkApplicationValues } from '../core/applications/check-application-values.ts'
import { replacePicture } from '../core/pictures/replace-picture.ts'
import { claimVersion } from '../core/versions/claim-version-store.ts'
import { differences, kindOf, type PlannedChange, secretChange, type Write } from './change.ts'
import { mergeApplication } from './merge-application.ts'
import { planApplicationSecrets } from './plan-application-secrets.ts'
import { planAssignments } from './plan-assignments.ts'
import { type Directory, type Planning, recordChange } from './planning.ts'

export async function planApplication(
  planning: Planning,
  directory: Omit<Directory, 'findApplication'>,
  given: DeclaredApplication,
  index: number,
): Promise<PlannedApplication> {
  const { db, organization, isNew } = planning
  const path = [...planning.path, 'applications', index]
  const present = isNew
    ? undefined
    : await findApplicationByClientId(db, organization.id, given.clientId)
  const { application, logo } = await withLogo(planning, present, given)
  const about = { application, isNew: present === undefined }
  const secrets = await planApplicationSecrets(planning, about, given, path)
  const assignments = await planAssignments(planning, directory, about, given, path)
  reportFaults(planning, application, { present, activeSecrets: secrets.active, path })

  const { label, status, settings } = application
  const own = present ? differences(present, { label, status, settings }) : []
  const reassigned = assignments?.fields ?? []
  const fields = present
    ? [...own, ...secretChange('clientSecrets', secrets.isChanged), ...reassigned]
    : []
  const kind = kindOf(present, fields)

  async function prepare(): Promise<Write> {
    const writeSecrets = await secrets.prepare()
    return async (tx) => {
      if (kind === 'none') return
      if (present) await claimVersion(tx, 'application', present, application.updatedAt)
      await logo.write(tx)
      await (kind === 'create'
        ? insertApplication(tx, application)
        : updateApplication(tx, application))
      await writeSecrets(tx)
      const target = { kind: 'application', id: application.id }
      if (assignments && reassigned.length > 0) {
        await replaceAssignments(tx, application.id, assignments.assignments)
        await recordChange(tx, planning, 'application.user_membership.update', target, reassigned)
      }
      await recordChange(tx, planning, `application.lifecycle.${kind}`, target, fields)
    }
  }

  const at = `${organization.slug}/applications/${given.clientId}`
  return { change: { kind, what: 'application', path: at, fields }, prepare, application }
}

async function withLogo(
  planning: Planning,
  present: Application | undefined,
  given: DeclaredApplication,
) {
  const { db, organization, at } = planning
  const application = mergeApplication(planning, present, given)
  const owned = { organizationId: organization.id, ownerId: application.id }
  const before = present?.settings.logo
  const logo = await replacePicture(db, { ...owned, present: before, wish: given.logo, at })
  const settings = { ...application.settings, logo: logo.id }
  return { application: { ...application, settings }, logo }
}

/** Policies may name applications that are only planned. */
export type PlannedApplication = PlannedChange & Readonly<{ application: Application }>

type About = { present: Application | undefined; activeSecrets: number; path: KeyPath }

function reportFaults(
  { fault }: Planning,
  application: Application,
  { present, activeSecrets, path }: About,
): void {
  const { settings } = application
  for (const problem of [...checkApplication(application), ...checkApplicationValues(settings)]) {
    const keys = problem.path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key))
    fault([...path, ...keys], problem.message)
  }
  if (present && present.type !== application.type) {
    fault(
      [...path, 'type'],
      `is ${present.type} and stays so, as at Okta: make another application for another type.`,
    )
  }
  const method = settings.tokenEndpointAuthMethod
  if (method.startsWith('client_secret') && activeSecrets === 0) {
    fault(
      [...path, 'clientSecret'],
      `is missing: ${method} needs a client secret. Make one with: openssl rand -base64 32`,
    )
  }
}
