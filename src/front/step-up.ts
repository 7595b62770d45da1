import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Clock } from '../base/clock.ts'
import { lacksFactor } from '../core/factors/lacks-factor.ts'
import type { SignedIn } from '../core/sessions/find-live-session.ts'
import type { Db } from '../storage/database.ts'
import { readSession } from './session-cookie.ts'
import type { FrontEnv } from './visit.ts'

/** Where somebody who is signed in shows another factor, and comes back from. */
export function stepUpHref(returnTo: string, want: unknown): string {
  const query = new URLSearchParams({ want: String(want ?? 'two_factors'), return_to: returnTo })
  return `/login/factor?${query}`
}

/**
 * Who is here, for the pages that people and administrators have of their own. Whoever has not shown
 * the second factor that is asked of them by now goes to show it first, whatever they came for.
 */
export async function readSessionOfPage(
  { db, now }: Readonly<{ db: Db; now: Clock }>,
  c: Context<FrontEnv>,
): Promise<SignedIn | undefined> {
  const { visit } = c.env
  const signedIn = await readSession(db, visit, c.req.header('cookie'), now())
  if (!signedIn) return undefined
  if (!(await lacksFactor(db, { organization: visit.organization, ...signedIn }))) return signedIn
  const { pathname, search } = new URL(c.req.url)
  const back = c.req.method === 'GET' ? pathname + search : '/account'
  throw new HTTPException(303, { res: c.redirect(stepUpHref(back, 'two_factors'), 303) })
}
