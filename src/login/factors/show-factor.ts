import { Failure } from '../../base/errors.ts'
import { recordEvent } from '../../core/audit/event-store.ts'
import type { Trace } from '../../core/audit/trace.ts'
import { type ShownFactor, wrongFactor } from '../../core/factors/shown-factor.ts'
import type { Tried } from '../../core/throttle/bucket.ts'
import { countTry, returnTries } from '../../core/throttle/count-try.ts'
import { readKnownBrowser } from '../../front/known-browser.ts'
import type { Visit } from '../../front/visit.ts'
import type { LoginDeps, Onward } from '../login-deps.ts'
import { FACTOR_KINDS } from './factor-kinds.ts'
import { finishPending } from './finish-pending.ts'
import type { Waiting } from './pending.ts'

type Deps = LoginDeps & { trace: Trace }
type Given = Readonly<{
  waiting: Waiting
  form: URLSearchParams
  cookieHeader: string | undefined
}>

/** The person shows a second factor that they have. */
export async function showFactor(
  deps: Deps,
  visit: Visit,
  { waiting, form, cookieHeader }: Given,
): Promise<Onward> {
  const shown = await deps.trace.step('check_factor', async (note) => {
    note({ kind: form.get('kind') ?? 'none' })
    return check(deps, visit, waiting, { form, cookieHeader })
  })
  return finishPending(deps, visit, { waiting, shown, cookieHeader })
}

async function check(
  deps: Deps,
  visit: Visit,
  waiting: Waiting,
  given: Pick<Given, 'form' | 'cookieHeader'>,
): Promise<ShownFactor> {
  const { db, now, trace } = deps
  const name = given.form.get('kind')
  const kind = FACTOR_KINDS.find((one) => one.name === name)
  if (!kind) throw new Failure('invalid_input', 'There is no such second factor.')
  const tried = triedFactor(deps, visit, waiting, given.cookieHeader)
  await countTry(db, tried, now())
  const { amr, spend } = await kind.check(deps, visit, waiting, given)
  return {
    amr,
    async spend(tx) {
      if (!(await spend(tx))) {
        return trace.step('check_factor', () => {
          throw wrongFactor('This code was used already. Use another one.')
        })
      }
      const { organizationId, id } = waiting.user
      const type = 'user.authentication.auth_via_mfa'
      const detail = { factor: kind.name, address: visit.address }
      const actor = { kind: 'user', id } as const
      await recordEvent(tx, { organizationId, type, actor, detail }, now())
      await returnTries(tx, tried)
      return true
    },
  }
}

/** For each account apart, and for the browsers it is known at: nobody can keep a person out. */
function triedFactor(
  { sealer }: Pick<LoginDeps, 'sealer'>,
  visit: Visit,
  { user }: Waiting,
  cookieHeader: string | undefined,
): Tried {
  return {
    organizationId: user.organizationId,
    what: 'factor',
    account: user.id,
    browser: readKnownBrowser(visit, sealer, { userId: user.id, cookieHeader, by: 'factor' }),
    address: visit.address,
  }
}
