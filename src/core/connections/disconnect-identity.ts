import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import { recordEvent } from '../audit/event-store.ts'
import { untiePerson } from '../mapping/withdraw-gifts.ts'
import type { Organization } from '../organizations/organization.ts'
import { endAllBut } from '../sessions/end-own-sessions.ts'
import type { Session } from '../sessions/session.ts'
import { listSessionsOfConnection } from '../sessions/session-store.ts'
import type { User } from '../users/user.ts'
import { holdVersion } from '../versions/claim-version-store.ts'
import { type ConnectedIdentity, listIdentitiesOfUser } from './identity-store.ts'

type Whose = Readonly<{ user: User; organization: Organization }>

/** Whether somebody could still sign in without this connection. */
export function hasOtherWayIn(
  { user, organization }: Whose,
  identities: readonly ConnectedIdentity[],
  connectionId: string,
): boolean {
  if (user.passwordHash !== undefined && organization.settings.passwordSignIn) return true
  return identities.some((other) => other.connectionEnabled && other.connectionId !== connectionId)
}

/**
 * A person unties themselves from a connection. Their other sessions through it end too, so that an
 * account lost at the provider no longer opens anything here.
 */
export async function disconnectIdentity(
  { db, now }: Readonly<{ db: Db; now: Clock }>,
  { session, connectionId, ...whose }: Whose & { session: Session; connectionId: string },
): Promise<void> {
  const { user } = whose
  const endedId = await db.transaction().execute(async (tx) => {
    // Locked, so that the last two ways in cannot be given up at the same time.
    await holdVersion(tx, 'user', user)
    const identities = await listIdentitiesOfUser(tx, user.id)
    const ended = identities.find((identity) => identity.connectionId === connectionId)
    if (!ended) throw new Failure('not_found', 'You are not connected to it any more.')
    if (!hasOtherWayIn(whose, identities, connectionId)) {
      throw new Failure('conflict', 'This is your only way in, so it stays.')
    }
    await untiePerson(tx, { userId: user.id, connectionId: ended.connectionId }, now())
    const { organizationId, id } = user
    const actor = { kind: 'user', id } as const
    const target = { kind: 'user', id }
    const detail = { connection: ended.connectionName }
    const type = 'user.identity.unlink'
    await recordEvent(tx, { organizationId, type, actor, target, detail }, now())
    return ended.connectionId
  })
  const through = { connectionId: endedId, sid: undefined, userId: user.id }
  await endAllBut({ db, now }, session, () => listSessionsOfConnection(db, through))
}
