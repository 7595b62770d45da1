import type { Db } from '../../storage/database.ts'
import { deleteArtifactsOfUser } from '../artifacts/artifact-store.ts'
import type { Event } from '../audit/event.ts'
import { recordEvent } from '../audit/event-store.ts'
import type { EventType } from '../audit/event-types.ts'
import { deletePasswordLinkOf } from '../password-links/password-link-store.ts'
import { forgetProvisionedEnd } from '../provisioning/forget-end-store.ts'
import { deleteRecoveryLinkOf } from '../recovery-links/recovery-link-store.ts'
import { endSessionsOfUser } from '../sessions/end-session.ts'
import { maySignIn, type User, type UserStatus } from './user.ts'
import { updateUser } from './user-store.ts'

const EVENTS: Record<UserStatus, EventType> = {
  staged: 'user.lifecycle.create',
  active: 'user.lifecycle.activate',
  suspended: 'user.lifecycle.suspend',
  deactivated: 'user.lifecycle.deactivate',
}

/**
 * Changes a person's status. Whoever may no longer sign in loses sessions, codes, tokens and grants in
 * the same transaction, so nothing that was issued before outlives the decision.
 */
export async function setUserStatus(db: Db, change: StatusChange, now: number): Promise<User> {
  return db.transaction().execute((tx) => changeUserStatus(tx, change, now))
}

type StatusChange = { user: User; status: UserStatus; actor: Event['actor'] }

/** The same, within the caller's transaction. */
export async function changeUserStatus(
  tx: Db,
  { user, status, actor }: StatusChange,
  now: number,
): Promise<User> {
  const changed: User = { ...user, status, updatedAt: now }
  await updateUser(tx, changed)
  // Otherwise links would work again once the person is active again.
  await deletePasswordLinkOf(tx, user.id)
  await deleteRecoveryLinkOf(tx, user.id)
  await forgetProvisionedEnd(tx, user.id)
  if (!maySignIn(changed)) {
    await endSessionsOfUser(tx, user.id, now)
    await deleteArtifactsOfUser(tx, user.id)
  }
  const target = { kind: 'user', id: user.id }
  const { organizationId } = user
  await recordEvent(tx, { organizationId, type: EVENTS[status], actor, target }, now)
  return changed
}
