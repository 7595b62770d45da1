import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Clock } from '../base/clock.ts'
import { lacksFactor } from '../core/factors/lacks-factor.ts'
import type { SignedIn } from '../core/sessions/find-live-session.ts'
import type { Db } from '../storage/database.ts'
import { readSession } from './session-cookie.ts'
import type { FrontEnv } from './visit.ts'

/** Where somebody who is signed in shows another factor, before going on to `returnTo`. */
export function stepUpHref(returnTo: string, want: unknown): string {
  const query = new URLSearchParams({ want: String(want ?? 'two_factors'), return_to: returnTo })
  return `/login/factor?${query}`
}

/**
 * Who is signed in, for the account page, the console and the like. If a second factor has become
 * required and was not shown in this session, the browser is sent to show it first.
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
