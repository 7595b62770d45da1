import type { Sealer } from '../base/seal.ts'
import type { KeyPath } from '../config/problem.ts'
import type { Application } from '../core/applications/application.ts'
import { recordEvent } from '../core/audit/event-store.ts'
import type { EventType } from '../core/audit/event-types.ts'
import type { Group } from '../core/groups/group.ts'
import type { Organization } from '../core/organizations/organization.ts'
import type { User } from '../core/users/user.ts'
import type { Db } from '../storage/database.ts'
import { type FieldChange, toldOf } from './change.ts'

/** What planning one organization's parts needs, and where it notes what is wrong. */
export type Planning = Readonly<{
  db: Db
  sealer: Sealer
  /** The time of the whole change. */
  at: number
  organization: Organization
  /** Nothing of a new organization is in the database yet. */
  isNew: boolean
  /** Where in the file the organization is declared. */
  path: KeyPath
  fault(path: KeyPath, message: string): void
}>

/** Groups, people and applications by how they are compared: those that are there and those that will be. */
export type Directory = Readonly<{
  findGroup(name: string): Group | undefined
  findGroupById(id: string): Group | undefined
  findUser(login: string): Promise<User | undefined>
  /** By its client id. */
  findApplication(clientId: string): Promise<Application | undefined>
}>

/** The audit log's line for what a file changed. */
export async function recordChange(
  tx: Db,
  { organization, at }: Pick<Planning, 'organization' | 'at'>,
  type: EventType,
  target: Readonly<{ kind: string; id: string }>,
  fields: readonly FieldChange[] = [],
): Promise<void> {
  const organizationId = organization.id
  const actor = { kind: 'system' } as const
  await recordEvent(tx, { organizationId, type, actor, target, detail: toldOf(fields) }, at)
}
