import type { Clock } from '../base/clock.ts'
import { lacksFactor } from '../core/factors/lacks-factor.ts'
import { type Permission, permissionsOf } from '../core/roles/permission.ts'
import type { Db } from '../storage/database.ts'
import { readSession } from './session-cookie.ts'
import type { Visit } from './visit.ts'

type Deps = Readonly<{ db: Db; now: Clock }>
type Asked = Readonly<{ cookieHeader: string | undefined; permission: Permission }>

/**
 * Whether a page may say why something failed, with both values: to whom the console would let mend
 * it, and so to nobody who has not shown the second factor that the console asks for.
 */
export async function mayMend(
  { db, now }: Deps,
  visit: Visit,
  { cookieHeader, permission }: Asked,
): Promise<boolean> {
  const signedIn = await readSession(db, visit, cookieHeader, now())
  if (!signedIn || !permissionsOf(signedIn.user.role).includes(permission)) return false
  return !(await lacksFactor(db, { organization: visit.organization, ...signedIn }))
}
