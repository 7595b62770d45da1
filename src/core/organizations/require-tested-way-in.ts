import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { UserId } from '../../base/ids.ts'
import type { Sealer } from '../../base/seal.ts'
import type { Db } from '../../storage/database.ts'
import { digestOfValues, hasTestedLately } from '../connection-tests/values-digest.ts'
import type { Connection } from '../connections/connection.ts'
import { listConnections } from '../connections/connection-store.ts'
import type { Organization } from './organization.ts'
import { findOrganization, lockOrganization } from './organization-store.ts'
import { beginTrialAnew } from './passwords-off-trial.ts'

/** Whose test sign-ins count: only those of the administrator who makes the change. */
export type Tester = Readonly<{ userId: UserId; sealer: Sealer }>

/**
 * Passwords may be turned off only if a connection was seen to work: an untested one may lock out
 * everybody, including those who could repair it. Called at the end of the change, in its transaction.
 */
export async function requireTestedWayIn(
  tx: Db,
  { id }: Pick<Organization, 'id'>,
  { userId, sealer }: Tester,
  now: Clock,
): Promise<void> {
  for (const connection of await listConnections(tx, id)) {
    if (!connection.enabled) continue
    if (await hasTestedLately({ db: tx, sealer, now }, { connection, userId })) return
  }
  const message =
    'Test a connection first, and change this within ten minutes of it: without passwords, people come through connections only, and your own test must have shown that one lets them in.'
  const fields = [{ path: 'settings.passwordSignIn', message }]
  throw new Failure('test_required', message, { fields })
}

type Change = Readonly<{ before: Connection; after: Connection | undefined }>

/**
 * The same for a connection that is changed, disabled or deleted: the only way in that is left must
 * have been tested as it will be, and is then on trial. With a second way in nobody is locked out.
 */
export async function requireTestedChange(
  tx: Db,
  { before, after }: Change,
  { userId, sealer }: Tester,
  now: Clock,
): Promise<void> {
  if (!before.enabled) return
  // If two administrators each take away one way in at once, the second must see what the first did.
  await lockOrganization(tx, before.organizationId)
  const organization = await findOrganization(tx, before.organizationId)
  if (!organization || organization.settings.passwordSignIn) return
  const ways = (await listConnections(tx, organization.id)).filter(({ enabled }) => enabled)
  const [only, another] = ways
  if (!only || another || (await isSame(sealer, before, after))) return
  if (await hasTestedLately({ db: tx, sealer, now }, { connection: only, userId })) {
    return beginTrialAnew(tx, organization, now())
  }
  throw new Failure(
    'test_required',
    `${only.name} would be the only way to sign in. Test it with these very values first, and save within ten minutes of it.`,
  )
}

async function isSame(
  sealer: Sealer,
  before: Connection,
  after: Connection | undefined,
): Promise<boolean> {
  if (!after?.enabled) return false
  return (await digestOfValues(sealer, before)) === (await digestOfValues(sealer, after))
}
