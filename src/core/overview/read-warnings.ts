import { DAY } from '../../base/clock.ts'
import type { UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { listEvents } from '../audit/event-search-store.ts'
import { listConnectionsDown } from '../connections/connection-health-store.ts'
import type { Organization } from '../organizations/organization.ts'
import { findUser } from '../users/user-store.ts'

export const WARNING_KINDS = [
  'passwords_on_trial',
  'connection_down',
  'recovery_link_made',
  'recovery_link_used',
  'passwords_came_back',
] as const

/** What whoever runs the organization must not overlook. */
export type Warning = Readonly<{
  kind: (typeof WARNING_KINDS)[number]
  /** When it happened; of passwords on trial, when they come back. */
  at: number
  /** The person's login, or the connection's name. */
  about: string | undefined
  /** Of a connection. */
  id: string | undefined
}>

/** What was done in an emergency is shown this long. */
const SHOWN_MS = 7 * DAY
const MOST_OF_A_KIND = 5

/** Up to five of each kind: a few rows off the ends of indexes. */
export async function readWarnings(
  db: Db,
  { id, passwordsBackAt }: Pick<Organization, 'id' | 'passwordsBackAt'>,
  now: number,
): Promise<readonly Warning[]> {
  const lately = { from: now - SHOWN_MS, limit: MOST_OF_A_KIND }
  const [down, made, used, back] = await Promise.all([
    listConnectionsDown(db, id, MOST_OF_A_KIND),
    listEvents(db, id, { ...lately, type: 'user.recovery_link.create' }),
    listEvents(db, id, { ...lately, type: 'user.recovery_link.use' }),
    listEvents(db, id, { ...lately, type: 'organization.passwords_off.roll_back', limit: 1 }),
  ])
  const ofPeople = (kind: Warning['kind'], events: typeof made) =>
    Promise.all(
      events.map(async ({ at, target }) => {
        const person = target && (await findUser(db, target.id as UserId))
        return { kind, at, about: person?.login, id: undefined }
      }),
    )
  const trial = passwordsBackAt === undefined ? [] : [passwordsBackAt]
  return [
    ...trial.map((at) => ({ ...NOBODY, kind: 'passwords_on_trial' as const, at })),
    ...down.map(({ id: connection, name, since }) => ({
      ...{ kind: 'connection_down' as const, at: since, about: name, id: connection },
    })),
    ...(await ofPeople('recovery_link_used', used)),
    ...(await ofPeople('recovery_link_made', made)),
    ...back.map(({ at }) => ({ ...NOBODY, kind: 'passwords_came_back' as const, at })),
  ]
}

const NOBODY = { about: undefined, id: undefined }
