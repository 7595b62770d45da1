import { Failure } from '../base/errors.ts'
import type { LocalPath } from '../base/local-path.ts'
import { digest } from '../base/token.ts'
import type { Trace } from '../core/audit/trace.ts'
import { wrongFactor } from '../core/factors/shown-factor.ts'
import { checkPasskey } from '../core/passkeys/check-passkey.ts'
import { countTry, returnTries } from '../core/throttle/count-try.ts'
import { requireActive } from '../core/users/decide-identity.ts'
import { lockUser } from '../core/users/user-store.ts'
import type { Visit } from '../front/visit.ts'
import { readBrowserDigest } from './browser-secret.ts'
import { completeSignIn } from './complete-sign-in.ts'
import type { LoginDeps, Onward } from './login-deps.ts'

type Sent = Readonly<{
  credential: string
  returnTo: LocalPath
  cookieHeader: string | undefined
}>

/** A passkey says who it is, and proves it. Before it has, nothing tells whether anybody has it. */
export async function passkeySignIn(
  deps: LoginDeps & { trace: Trace },
  visit: Visit,
  { credential, returnTo, cookieHeader }: Sent,
): Promise<Onward> {
  const { db, now, trace } = deps
  const { organization, address } = visit
  const madeIn = readBrowserDigest(visit, cookieHeader) ?? ''
  const tried = {
    ...({ organizationId: organization.id, what: 'passkey', address } as const),
    // A passkey cannot be guessed: what is counted is the work that an address makes.
    account: digest(`${madeIn} ${address}`),
  }
  const { amr, userId, spend } = await trace.step('check_passkey', async () => {
    requirePasskeySignIn(visit)
    await countTry(db, tried, now())
    return checkPasskey(deps, { organization, madeIn }, credential)
  })
  return db.transaction().execute(async (tx) => {
    const user = await trace.step('find_user', async () => {
      // Held to the end, so that whoever shuts them out meanwhile ends this session too.
      const found = await lockUser(tx, userId)
      if (!found || !(await spend(tx))) throw wrongFactor('This passkey cannot be used here.')
      trace.about({ userId: found.id })
      requireActive(found)
      return found
    })
    await returnTries(tx, tried)
    const proved = { user, proof: { amr }, returnTo, cookieHeader }
    return completeSignIn({ ...deps, db: tx }, visit, proved)
  })
}

/**
 * Where people prove here who they are. An organization without passwords leaves that to its
 * providers, and nobody goes round them with a key of their own.
 */
export function hasPasskeySignIn({ organization }: Visit): boolean {
  return organization.settings.passwordSignIn
}

function requirePasskeySignIn(visit: Visit): void {
  if (hasPasskeySignIn(visit)) return
  throw new Failure('forbidden', 'Nobody signs in with a passkey alone here.')
}
