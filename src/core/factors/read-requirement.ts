import type { Db } from '../../storage/database.ts'
import { isInRequiringGroup } from '../groups/membership-store.ts'
import type { Organization, SecondFactor } from '../organizations/organization.ts'
import type { User } from '../users/user.ts'

type Asked = Readonly<{
  organization: Organization
  user: Pick<User, 'id' | 'secondFactors'>
}>

/** What the organization requires of this person, or a group of theirs that requires more. */
export async function readRequirement(
  db: Db,
  { organization, user }: Asked,
): Promise<SecondFactor> {
  const { secondFactor } = organization.settings
  if (secondFactor === 'required' || !organization.groupsRequireSecondFactor) return secondFactor
  // Whoever has a factor is asked for it anyway, so their groups need not be read.
  if (secondFactor === 'optional' && (user.secondFactors ?? 0) > 0) return secondFactor
  return (await isInRequiringGroup(db, user.id)) ? 'required' : secondFactor
}
