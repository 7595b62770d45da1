import type { Clock } from '../../base/clock.ts'
import type { Db } from '../../storage/database.ts'
import { findApplication } from '../applications/application-store.ts'
import type { TraceRecord } from '../audit/trace.ts'
import { findConnection } from '../connections/connection-store.ts'
import { findOrganization } from '../organizations/organization-store.ts'
import { findUser } from '../users/user-store.ts'
import { explainAttempt } from './explain-attempt.ts'
import type { Explanation } from './explanation.ts'

/** The same with what the legs are about read from the database, as it stands now. */
export async function explainLegs(
  { db, now }: { db: Db; now: Clock },
  legs: readonly TraceRecord[],
): Promise<Explanation | undefined> {
  const leg = legs.at(-1)
  const organization = leg && (await findOrganization(db, leg.organizationId))
  if (!organization) return
  const idOf = (name: 'connectionId' | 'applicationId' | 'userId') =>
    legs.findLast((one) => one[name] !== undefined)?.[name]
  const [connectionId, applicationId, userId] = [
    idOf('connectionId'),
    idOf('applicationId'),
    idOf('userId'),
  ]
  const [connection, application, person] = await Promise.all([
    connectionId ? findConnection(db, connectionId) : undefined,
    applicationId ? findApplication(db, applicationId) : undefined,
    userId ? findUser(db, userId) : undefined,
  ])
  return explainAttempt(legs, { organization, connection, application, person, now: now() })
}
