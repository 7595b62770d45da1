import type { Clock } from '../../base/clock.ts'
import type { Db } from '../../storage/database.ts'
import { endSession } from './end-session.ts'
import type { SignedIn } from './find-live-session.ts'
import type { Session } from './session.ts'
import { findSessionByUid, listSessionsOfUser } from './session-store.ts'

type Deps = Readonly<{ db: Db; now: Clock }>

/** A person signs one of their own browsers out; a name of somebody else's session ends nothing. */
export async function endOwnSession(
  { db, now }: Deps,
  { user }: Pick<SignedIn, 'user'>,
  uid: string,
): Promise<void> {
  const session = await findSessionByUid(db, uid)
  if (session?.userId === user.id) await endSession(db, session, now())
}

/** Every other browser of theirs. */
export function endOtherSessions({ db, now }: Deps, { user, session }: SignedIn): Promise<void> {
  return endAllBut({ db, now }, session, () => listSessionsOfUser(db, user.id, now()))
}

/** Until none is left, as a list has an end and whoever has more sessions than that may be a thief. */
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
