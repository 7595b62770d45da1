import type { Db } from '../../storage/database.ts'
import type { Organization } from '../organizations/organization.ts'
import type { Session } from '../sessions/session.ts'
import type { User } from '../users/user.ts'
import { isTwoFactor } from './authentication-methods.ts'
import { readRequirement } from './read-requirement.ts'

type Asked = Readonly<{
  organization: Organization
  user: Pick<User, 'id' | 'secondFactors'>
  session: Pick<Session, 'amr'>
}>

/**
 * Whether a second factor is now required of this person, but was not shown in their session, which is
 * older than the requirement. Costs a query only if groups may require one.
 */
export async function lacksFactor(db: Db, { session, ...whose }: Asked): Promise<boolean> {
  if (isTwoFactor(session.amr)) return false
  return (await readRequirement(db, whose)) === 'required'
}
