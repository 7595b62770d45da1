import { newId, type OrganizationId, type UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { EventType } from './event-types.ts'

/** One sign-in as its person sees it. */
export type RecentSignIn = Readonly<{
  at: number
  succeeded: boolean
  /** `password`, `passkey`, `recovery link`, or the short name of a connection. */
  through: string | undefined
  /** The connection that a refused one came through. */
  connectionId: string | undefined
  browser: string | undefined
  address: string | undefined
  /** Why it was refused, and the code of the attempt. */
  reason: string | undefined
  code: string | undefined
}>

const STARTED: EventType = 'user.session.start'
/** How many of a person's last events are read, which include opening applications. */
const MOST_READ = 500
const MOST_SUCCEEDED = 5
/** Few, so that somebody who guesses passwords does not push out the successful sign-ins. */
const MOST_REFUSED = 3

/** The newest first, read off the end of the index of one person's events. */
export async function listRecentSignIns(
  db: Db,
  { organizationId, userId }: Readonly<{ organizationId: OrganizationId; userId: UserId }>,
  since: number,
): Promise<RecentSignIn[]> {
  const did = db
    .selectFrom('event')
    .select(['id', 'at', 'type', 'outcome', 'target_kind', 'target_id', 'detail'])
    .where('organization_id', '=', organizationId)
    .where('actor_id', '=', userId)
    .where('id', '>', newId('event', Math.max(0, since)))
    .orderBy('id', 'desc')
    .limit(MOST_READ)
  const rows = await db
    .selectFrom(did.as('did'))
    .selectAll()
    .where('type', '=', STARTED)
    .orderBy('id', 'desc')
    .execute()
  let [succeeded, refused] = [0, 0]
  const shown = rows.filter(({ outcome }) =>
    outcome === 'success' ? ++succeeded <= MOST_SUCCEEDED : ++refused <= MOST_REFUSED,
  )
  return shown.map(({ at, outcome, target_kind, target_id, detail }) => {
    const told: Record<string, unknown> = JSON.parse(detail)
    const text = (name: string) => (told[name] ? String(told[name]) : undefined)
    return {
      at,
      succeeded: outcome === 'success',
      through: text('through'),
      connectionId: (target_kind === 'connection' && target_id) || undefined,
      browser: text('browser'),
      address: text('address'),
      reason: text('reason'),
      code: text('trace'),
    }
  })
}
