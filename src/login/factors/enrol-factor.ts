import { Failure } from '../../base/errors.ts'
import type { Trace } from '../../core/audit/trace.ts'
import { noteFactorAdded } from '../../core/factors/factor-added.ts'
import { updatePendingSignIn } from '../../core/pending-sign-ins/pending-sign-in-store.ts'
import { lockUser } from '../../core/users/user-store.ts'
import type { Visit } from '../../front/visit.ts'
import { expired } from '../expired.ts'
import type { LoginDeps, Onward } from '../login-deps.ts'
import { ENROL_KINDS } from './factor-kinds.ts'
import { readWaiting, sealKept, type Waiting } from './pending.ts'

type Given = Readonly<{
  waiting: Waiting
  token: string
  form: URLSearchParams
  cookieHeader: string | undefined
}>

/**
 * Somebody who has no second factor and needs one adds it in the middle of their sign-in. Whoever
 * has one is never led here: with a password alone nobody puts a factor of their own beside it.
 */
export async function enrolFactor(
  deps: LoginDeps & { trace: Trace },
  visit: Visit,
  { waiting, token, form, cookieHeader }: Given,
): Promise<Onward> {
  const { db, now, sealer, trace } = deps
  const kind = ENROL_KINDS.find(({ name }) => name === form.get('kind'))
  if (!kind) throw new Failure('invalid_input', 'There is no such second factor.')
  await trace.step('enrol_factor', async (note) => {
    note({ kind: kind.name })
    const first = await kind.check(deps, visit, waiting, { form, cookieHeader })
    await db.transaction().execute(async (tx) => {
      // Held, so that of two pending sign-ins one adds a factor and the other is asked for it.
      await lockUser(tx, waiting.user.id)
      const { pending, user, proof, toTie, decision } = await readWaiting(
        { db: tx, sealer },
        waiting.pending,
      )
      if (decision !== 'enrol' || !(await first.spend(tx))) throw expired()
      const recoveryCodes = await noteFactorAdded(tx, { user, factor: kind.name }, now())
      const proofSealed = await sealKept(sealer, { proof, toTie, recoveryCodes })
      const shown = [...pending.shown, ...first.amr]
      if (!(await updatePendingSignIn(tx, { ...pending, shown, proofSealed }))) throw expired()
    })
  })
  return { location: `/login/factor?request=${token}`, cookies: [], goesOn: true }
}
