import type { Clock } from '../../base/clock.ts'
import type { LocalPath } from '../../base/local-path.ts'
import type { Sealer } from '../../base/seal.ts'
import { digest } from '../../base/token.ts'
import type { Trace } from '../../core/audit/trace.ts'
import type { Connection } from '../../core/connections/connection.ts'
import { findConnectionIn } from '../../core/connections/connection-store.ts'
import {
  asCounted,
  type Decision,
  decideFactors,
  PASSWORD_ALONE,
} from '../../core/factors/decide-factors.ts'
import { readRequirement } from '../../core/factors/read-requirement.ts'
import type { Wanted } from '../../core/factors/wanted.ts'
import { findOrganization } from '../../core/organizations/organization-store.ts'
import {
  PENDING_SIGN_IN_MS,
  type PendingSignIn,
} from '../../core/pending-sign-ins/pending-sign-in.ts'
import { insertPendingSignIn } from '../../core/pending-sign-ins/pending-sign-in-store.ts'
import type { AssertedPerson } from '../../core/users/asserted-person.ts'
import { requireActive } from '../../core/users/decide-identity.ts'
import type { User } from '../../core/users/user.ts'
import { findUser } from '../../core/users/user-store.ts'
import type { Db } from '../../storage/database.ts'
import type { Proof } from '../begin-session.ts'
import { expired } from '../expired.ts'

/** A pending sign-in with everything it is about, as that is now. */
export type Waiting = Readonly<{
  pending: PendingSignIn
  user: User
  connection: Connection | undefined
  /** How they proved it at first, as far as that counts here. */
  proof: Proof
  /** Who is tied to the account once the account's own factor is shown as well. */
  toTie: AssertedPerson | undefined
  /** Made when a factor was added in it, to be shown until it ends. */
  recoveryCodes: readonly string[] | undefined
  /** What it waits for. */
  decision: Decision
}>

/** What is sealed in it. */
type Kept = Pick<Waiting, 'proof'> & Partial<Pick<Waiting, 'recoveryCodes' | 'toTie'>>

type Begun = Pick<Waiting, 'user' | 'connection' | 'proof'> &
  Readonly<{
    toTie?: AssertedPerson | undefined
    returnTo: LocalPath
    browserDigest: string
    /** Where somebody is signed in, and more is wanted of their session. */
    sessionUid?: string
    wanted?: Wanted
  }>

type Deps = Readonly<{ db: Db; sealer: Sealer }>

export async function keepPending(
  { db, sealer, now, trace }: Deps & Readonly<{ now: Clock; trace: Trace }>,
  token: string,
  { user, connection, proof, toTie, returnTo, browserDigest, sessionUid, wanted }: Begun,
): Promise<void> {
  const at = now()
  await insertPendingSignIn(db, {
    id: digest(token),
    organizationId: user.organizationId,
    userId: user.id,
    connectionId: connection?.id,
    browserDigest,
    traceCode: trace.code,
    proofSealed: await sealKept(sealer, { proof, toTie }),
    shown: [],
    sessionUid,
    wanted,
    returnTo,
    createdAt: at,
    expiresAt: at + PENDING_SIGN_IN_MS,
  })
}

export function sealKept(sealer: Sealer, kept: Kept): Promise<string> {
  return sealer.seal(JSON.stringify(kept))
}

/**
 * What the pending sign-in is about and what it still waits for, read anew at each of its steps:
 * since its first one the person may have been shut out, the connection switched off, passwords
 * too, or a factor been added or asked of more people.
 */
export async function readWaiting({ db, sealer }: Deps, pending: PendingSignIn): Promise<Waiting> {
  const organization = await findOrganization(db, pending.organizationId)
  const user = await findUser(db, pending.userId)
  if (!user || !organization) throw expired()
  requireActive(user)
  const { proof, toTie, recoveryCodes }: Kept = JSON.parse(await sealer.open(pending.proofSealed))
  const connection = await readConnection(db, pending)
  const isPassword = !connection && pending.sessionUid === undefined && proof.amr.includes('pwd')
  const byPassword = isPassword || toTie !== undefined
  if (byPassword && !organization.settings.passwordSignIn) throw expired()
  const counted = asCounted(proof, connection)
  const decision = decideFactors({
    requirement: await readRequirement(db, { organization, user }),
    secondFactors: user.secondFactors ?? 0,
    amr: toTie ? PASSWORD_ALONE : counted.amr,
    shown: pending.shown,
    wanted: pending.wanted,
  })
  return { pending, user, connection, proof: counted, toTie, recoveryCodes, decision }
}

async function readConnection(
  db: Db,
  { organizationId, connectionId }: PendingSignIn,
): Promise<Connection | undefined> {
  if (!connectionId) return undefined
  const connection = await findConnectionIn(db, organizationId, connectionId)
  if (!connection?.enabled) throw expired()
  return connection
}
