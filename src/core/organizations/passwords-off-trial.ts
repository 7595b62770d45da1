import { type Clock, MINUTE } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import type { Db } from '../../storage/database.ts'
import type { Event } from '../audit/event.ts'
import { recordEvent } from '../audit/event-store.ts'
import { claimVersion, nextVersion } from '../versions/claim-version-store.ts'
import type { Organization } from './organization.ts'
import {
  findOrganization,
  listPasswordsDue,
  lockOrganization,
  updateOrganization,
} from './organization-store.ts'

/**
 * Passwords that were turned off come back by themselves unless an administrator signs in through a
 * connection within this time. A test only shows that the provider works; a sign-in shows that people
 * get in.
 */
const TRIAL_MS = 30 * MINUTE

/** The organization after a change of its settings: passwords off begins a trial, on ends it. */
export function withTrial(before: Organization, after: Organization, now: number): Organization {
  const { passwordsBackAt, ...rest } = after
  if (after.settings.passwordSignIn) return rest
  if (before.settings.passwordSignIn) return { ...rest, passwordsBackAt: now + TRIAL_MS }
  return after
}

/**
 * Passwords are off and the only way in was changed, so a new trial begins. If it fails, passwords come
 * back and not the former connection, whose old secret may no longer exist at the provider. The
 * organization gets a new version, because saving it as it was read before would undo this.
 */
export async function beginTrialAnew(tx: Db, held: Organization, now: number): Promise<void> {
  const updatedAt = nextVersion(held, now)
  await claimVersion(tx, 'organization', held, updatedAt)
  await updateOrganization(tx, { ...held, passwordsBackAt: now + TRIAL_MS, updatedAt })
}

/** An administrator came in through a connection. Call it where a trial is known to run. */
export async function endTrial(
  tx: Db,
  { id }: Pick<Organization, 'id'>,
  actor: Event['actor'],
  now: number,
): Promise<void> {
  // Locked before it is read, so that no sign-in fails because somebody saves or signs in meanwhile.
  await lockOrganization(tx, id)
  const present = await findOrganization(tx, id)
  if (!present?.passwordsBackAt) return
  const { passwordsBackAt: _, ...confirmed } = present
  await write(tx, { present, changed: confirmed }, { type: 'confirm', actor }, now)
}

/** Turns passwords on in every organization whose trial is over, and changes nothing else. */
export async function bringPasswordsBack({
  db,
  now,
  log,
}: Readonly<{ db: Db; now: Clock; log: Pick<Log, 'warn'> }>): Promise<void> {
  for (const id of await listPasswordsDue(db, now())) {
    const isBack = await db
      .transaction()
      .execute(async (tx) => {
        const present = await findOrganization(tx, id)
        // Confirmed, or turned on by hand, since it was listed.
        if (!present?.passwordsBackAt || present.passwordsBackAt > now()) return false
        const { passwordsBackAt: _, ...rest } = present
        const changed = { ...rest, settings: { ...rest.settings, passwordSignIn: true } }
        await write(
          tx,
          { present, changed },
          { type: 'roll_back', actor: { kind: 'system' } },
          now(),
        )
        return true
      })
      .catch(notMeanwhile)
    if (isBack)
      log.warn(
        { organization: id },
        'passwords are on again: no administrator came in without them',
      )
  }
}

/** Another node was faster, or somebody saved just now: the next round looks again. */
function notMeanwhile(error: unknown): false {
  if (error instanceof Failure && error.code === 'changed_meanwhile') return false
  throw error
}

type Written = Readonly<{ present: Organization; changed: Organization }>
type Told = Readonly<{ type: 'confirm' | 'roll_back'; actor: Event['actor'] }>

async function write(tx: Db, { present, changed }: Written, told: Told, now: number) {
  const updatedAt = nextVersion(present, now)
  await claimVersion(tx, 'organization', present, updatedAt)
  await updateOrganization(tx, { ...changed, updatedAt })
  const { id: organizationId } = present
  const target = { kind: 'organization', id: organizationId }
  const type = `organization.passwords_off.${told.type}` as const
  await recordEvent(tx, { organizationId, type, actor: told.actor, target }, now)
}
