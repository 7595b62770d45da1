import type { Clock } from '../base/clock.ts'
import type { UserId } from '../base/ids.ts'
import { endSession } from '../core/sessions/end-session.ts'
import { readSession } from '../front/session-cookie.ts'
import type { Visit } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'

/**
 * One browser is one person: when somebody else signs in on it, the session of the person before
 * ends, and does not live on unseen with its cookie overwritten.
 */
export async function leavePreviousSession(
  { db, now }: { db: Db; now: Clock },
  visit: Visit,
  { cookieHeader, userId }: { cookieHeader: string | undefined; userId: UserId },
): Promise<void> {
  const previous = await readSession(db, visit, cookieHeader, now())
  if (previous && previous.user.id !== userId) await endSession(db, previous.session, now())
}
