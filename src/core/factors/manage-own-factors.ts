import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { FactorId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { recordEvent } from '../audit/event-store.ts'
import type { Organization } from '../organizations/organization.ts'
import { findOrganization } from '../organizations/organization-store.ts'
import { deletePasskey } from '../passkeys/passkey-store.ts'
import type { User } from '../users/user.ts'
import { findUser, lockUser } from '../users/user-store.ts'
import { noteFactorAdded } from './factor-added.ts'
import { readRequirement } from './read-requirement.ts'
import { newRecoveryCodes } from './recovery-code.ts'
import { deleteRecoveryCodes, replaceRecoveryCodes } from './recovery-code-store.ts'
import { type ShownFactor, wrongFactor } from './shown-factor.ts'
import { deleteTotpFactor } from './totp-factor-store.ts'

type Deps = Readonly<{ db: Db; now: Clock }>
type Person = Readonly<{ user: User; organization: Organization }>

/** Makes a factor of what was just proved. Returns recovery codes if there were none. */
export async function addFactor(
  { db, now }: Deps,
  { user, first, factor }: Readonly<{ user: User; first: ShownFactor; factor: string }>,
): Promise<readonly string[] | undefined> {
  return db.transaction().execute(async (tx) => {
    await lockUser(tx, user.id)
    if (!(await first.spend(tx))) throw wrongFactor('This was used already.')
    return noteFactorAdded(tx, { user, factor }, now())
  })
}

/** Removes an authenticator app or a passkey, if it is the person's own. */
export async function removeFactor(
  { db, now }: Deps,
  { id, ...person }: Person & Readonly<{ id: string }>,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await requireAnotherFactor(tx, person)
    // The id of somebody else's factor, or of none, deletes nothing.
    const own = { id: id as FactorId, userId: person.user.id }
    const factor =
      ((await deleteTotpFactor(tx, own)) && 'otp') || ((await deletePasskey(tx, own)) && 'passkey')
    if (factor) await noteFactorRemoved(tx, { ...person, factor }, now())
  })
}

/**
 * Called in the transaction of a removal: whoever needs a factor must keep one. The person is locked,
 * so that of two simultaneous removals one sees the other.
 */
async function requireAnotherFactor(tx: Db, { user, organization }: Person): Promise<void> {
  const held = await lockUser(tx, user.id)
  const present = (await findOrganization(tx, organization.id)) ?? organization
  if (!held || (held.secondFactors ?? 0) > 1) return
  // Read as for somebody who has none, as the person would be.
  const without = { id: held.id, secondFactors: 0 }
  const requirement = await readRequirement(tx, { organization: present, user: without })
  if (requirement !== 'required') return
  throw new Failure(
    'conflict',
    'You need a second factor here, and this is your only one: add another one first.',
  )
}

/** Call it after the deletion, in its transaction. Without other factors recovery codes go as well. */
async function noteFactorRemoved(
  tx: Db,
  { user, factor }: Readonly<{ user: User; factor: string }>,
  now: number,
): Promise<void> {
  const { id, organizationId } = user
  const left = (await findUser(tx, id))?.secondFactors ?? 0
  if (left === 0) await deleteRecoveryCodes(tx, id)
  const actor = { kind: 'user', id } as const
  const target = { kind: 'user', id }
  const type = 'user.mfa.factor.deactivate'
  await recordEvent(tx, { organizationId, type, actor, target, detail: { factor, left } }, now)
}

/** Replaces those that are left. */
export async function makeRecoveryCodes(
  { db, now }: Deps,
  { user }: Readonly<{ user: User }>,
): Promise<readonly string[]> {
  const codes = newRecoveryCodes()
  const { id, organizationId } = user
  await db.transaction().execute(async (tx) => {
    const held = await lockUser(tx, id)
    if (!held?.secondFactors) {
      throw new Failure('conflict', 'Recovery codes stand in for a second factor: add one first.')
    }
    await replaceRecoveryCodes(tx, { userId: id, codes }, now())
    const actor = { kind: 'user', id } as const
    const target = { kind: 'user', id }
    const type = 'user.mfa.factor.update'
    await recordEvent(tx, { organizationId, type, actor, target }, now())
  })
  return codes
}
