import type { Clock } from '../../base/clock.ts'
import type { Db } from '../../storage/database.ts'
import { endSession } from './end-session.ts'
import type { SignedIn } from './find-live-session.ts'
import type { Session } from './session.ts'
import { findSessionByUid, listSessionsOfUser } from './session-store.ts'

type Deps = Readonly<{ db: Db; now: Clock }>

/** A person signs out one of their own browsers; the uid of somebody else's session ends nothing. */
export async function endOwnSession(
  { db, now }: Deps,
  { user }: Pick<SignedIn, 'user'>,
  uid: string,
): Promise<void> {
  const session = await findSessionByUid(db, uid)
  if (session?.userId === user.id) await endSession(db, session, now())
}

/** Signs out all their other browsers. */
export function endOtherSessions({ db, now }: Deps, { user, session }: SignedIn): Promise<void> {
  return endAllBut({ db, now }, session, () => listSessionsOfUser(db, user.id, now()))
}

/** Repeats until none is left: a list is limited, and many sessions may be a thief's work. */
export async function endAllBut(
  { db, now }: Deps,
  kept: Pick<Session, 'uid'>,
  list: () => Promise<readonly Session[]>,
): Promise<void> {
  for (;;) {
    const others = (await list()).filter(({ uid }) => uid !== kept.uid)
    if (others.length === 0) return
    for (const other of others) await endSession(db, other, now())
  }
}
