import { newId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { Application } from '../applications/application.ts'
import type { Session } from '../sessions/session.ts'
import { type LogoutNotice, NOTICE_LIVES_MS } from './logout-notice.ts'
import { insertLogoutNotices, listApplicationsByClientId } from './logout-notice-store.ts'

type Ended = Pick<Session, 'organizationId' | 'userId' | 'authorizations'>

/**
 * Notes, in the transaction in which sessions end, which applications are to be told. Sessions that
 * signed in to no application cost nothing, and those whose applications take no notices a read.
 */
export async function queueLogoutNotices(
  tx: Db,
  ended: readonly Ended[],
  now: number,
): Promise<void> {
  const [first] = ended
  const clientIds = new Set(ended.flatMap(({ authorizations }) => Object.keys(authorizations)))
  if (!first || clientIds.size === 0) return
  const all = await listApplicationsByClientId(tx, first.organizationId, [...clientIds])
  const told = all.filter(({ settings }) => settings.backchannelLogoutUri !== undefined)
  if (told.length === 0) return
  const notices = ended.flatMap((session) => told.flatMap((one) => noticesOf(session, one, now)))
  await insertLogoutNotices(tx, notices)
}

/** One for each issuer that the application knows the session from. */
function noticesOf(session: Ended, application: Application, now: number): LogoutNotice[] {
  const { sid, servers = [] } = session.authorizations[application.clientId] ?? {}
  if (sid === undefined) return []
  return servers.map((serverSlug) => ({
    id: newId('logoutNotice', now),
    organizationId: session.organizationId,
    applicationId: application.id,
    serverSlug,
    userId: session.userId,
    sid,
    tries: 0,
    nextTryAt: now,
    createdAt: now,
    expiresAt: now + NOTICE_LIVES_MS,
  }))
}
