import type { Trace } from '../../core/audit/trace.ts'
import { holdProvider } from '../../core/connections/hold-provider.ts'
import { amrOf } from '../../core/factors/authentication-methods.ts'
import type { ShownFactor } from '../../core/factors/shown-factor.ts'
import { takePendingSignIn } from '../../core/pending-sign-ins/pending-sign-in-store.ts'
import { inTransactionOnceMore, linkProved } from '../../core/users/resolve-identity.ts'
import type { User } from '../../core/users/user.ts'
import { lockUser } from '../../core/users/user-store.ts'
import type { Visit } from '../../front/visit.ts'
import { beginSession } from '../begin-session.ts'
import { expired } from '../expired.ts'
import { leavePreviousSession } from '../leave-previous-session.ts'
import type { LoginDeps, Onward } from '../login-deps.ts'
import { readWaiting, type Waiting } from './pending.ts'
import { raiseSession } from './raise-session.ts'

type Given = Readonly<{
  waiting: Pick<Waiting, 'pending' | 'connection' | 'toTie'>
  /** Absent where all that was asked for was shown before. */
  shown?: ShownFactor
  cookieHeader: string | undefined
}>

/**
 * The last step of a pending sign-in, in one transaction: it is used up, so is the factor that was
 * shown in it, and whether that is enough is decided by what is true now. Whatever does not hold
 * leaves everything as it was.
 */
export async function finishPending(
  deps: LoginDeps & { trace: Trace },
  visit: Visit,
  { waiting: { pending, ...before }, shown, cookieHeader }: Given,
): Promise<Onward> {
  const { db, now, sealer, trace } = deps
  return inTransactionOnceMore(db, async (tx) => {
    if (before.connection && before.toTie) await holdProvider(tx, before.connection)
    // The person first, as everybody does who ends what is theirs: two who take the same rows in
    // another order would each wait for the other.
    await lockUser(tx, pending.userId)
    const taken = await takePendingSignIn(tx, pending)
    if (!taken) throw expired()
    const all = [...taken.shown, ...(shown?.amr ?? [])]
    if (shown && !(await shown.spend(tx))) throw expired()
    const waiting = await readWaiting({ db: tx, sealer }, { ...taken, shown: all })
    if (waiting.decision !== 'nothing') throw expired()
    const { connection, proof } = waiting
    const amr = amrOf(proof.amr, all)
    if (taken.sessionUid !== undefined) {
      const cookies = await raiseSession({ db: tx, now, sealer }, visit, {
        pending: taken,
        amr,
        cookieHeader,
      })
      return { location: taken.returnTo, cookies }
    }
    const user = await tieIfAsked({ ...deps, db: tx }, visit, waiting)
    // What was shown just now proves that the person is there, however long the provider knows them,
    // and is more than the level it names.
    const since = all.length > 0 ? { authenticatedAt: undefined, acr: undefined } : {}
    const begun = { ...proof, ...since, amr, user, cookieHeader, ...(connection && { connection }) }
    const cookies = await trace.step('start_session', () =>
      beginSession({ db: tx, sealer }, visit, begun, now()),
    )
    await leavePreviousSession({ db: tx, now }, visit, { cookieHeader, userId: user.id })
    return { location: taken.returnTo, cookies }
  })
}

/** Every factor of the account was shown: now it is tied to whom the provider told of. */
async function tieIfAsked(
  { db, now, trace }: Pick<LoginDeps, 'db' | 'now'> & { trace: Trace },
  { organization }: Visit,
  { user, connection, toTie: person }: Waiting,
): Promise<User> {
  if (!connection || !person) return user
  return trace.step('find_user', async (note) => {
    const linked = await linkProved(db, { organization, connection, person, user }, now())
    note({ subject: person.subject, how: linked.how, ...linked.mapping })
    return linked.user
  })
}
