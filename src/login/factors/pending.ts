import type { LocalPath } from '../../base/local-path.ts'
import type { Sealer } from '../../base/seal.ts'
import { digest } from '../../base/token.ts'
import type { Trace } from '../../core/audit/trace.ts'
import type { Connection } from '../../core/connections/connection.ts'
import { findConnectionIn } from '../../core/connections/connection-directory-store.ts'
import {
  PENDING_SIGN_IN_MS,
  type PendingSignIn,
} from '../../core/pending-sign-ins/pending-sign-in.ts'
import { insertPendingSignIn } from '../../core/pending-sign-ins/pending-sign-in-store.ts'
import { requireActive } from '../../core/users/decide-identity.ts'
import type { User } from '../../core/users/user.ts'
import { findUser } from '../../core/users/user-store.ts'
import type { Visit } from '../../front/visit.ts'
import type { Db } from '../../storage/database.ts'
import type { Proof } from '../begin-session.ts'
import { expired } from '../expired.ts'

/** A pending sign-in with everything it is about, as that is now. */
export type Waiting = Readonly<{
  pending: PendingSignIn
  user: User
  connection: Connection | undefined
  proof: Proof
}>

type Kept = Pick<Waiting, 'user' | 'connection' | 'proof'> &
  Readonly<{ returnTo: LocalPath; browserDigest: string }>

export async function keepPending(
  { db, sealer, now, trace }: Readonly<{ db: Db; sealer: Sealer; now: () => number; trace: Trace }>,
  token: string,
  { user, connection, proof, returnTo, browserDigest }: Kept,
): Promise<void> {
  const at = now()
  await insertPendingSignIn(db, {
    id: digest(token),
    organizationId: user.organizationId,
    userId: user.id,
    connectionId: connection?.id,
    browserDigest,
    traceCode: trace.code,
    proofSealed: await sealer.seal(JSON.stringify(proof)),
    shown: [],
    sessionUid: undefined,
    wanted: undefined,
    returnTo,
    createdAt: at,
    expiresAt: at + PENDING_SIGN_IN_MS,
  })
}

/**
 * What the pending sign-in is about, read anew at each of its steps: since its first one the person
 * may have been shut out, the connection switched off, or passwords.
 */
export async function readWaiting(
  { db, sealer }: Readonly<{ db: Db; sealer: Sealer }>,
  { organization }: Pick<Visit, 'organization'>,
  pending: PendingSignIn,
): Promise<Waiting> {
  const user = await findUser(db, pending.userId)
  if (!user) throw expired()
  requireActive(user)
  const proof: Proof = JSON.parse(await sealer.open(pending.proofSealed))
  if (!pending.connectionId) {
    const byPassword = proof.amr.includes('pwd')
    if (byPassword && !organization.settings.passwordSignIn) throw expired()
    return { pending, user, connection: undefined, proof }
  }
  const connection = await findConnectionIn(db, organization.id, pending.connectionId)
  if (!connection?.enabled) throw expired()
  return { pending, user, connection, proof }
}
