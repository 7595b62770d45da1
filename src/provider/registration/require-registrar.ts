import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import { findApiTokenHolder } from '../../core/api-tokens/find-api-token-holder.ts'
import type { Permission } from '../../core/roles/permission.ts'
import type { User } from '../../core/users/user.ts'
import type { Visit } from '../../front/visit.ts'
import type { Db } from '../../storage/database.ts'

/**
 * Who registers: the maker of an API token, who may do the same through the admin API. Cookies are
 * not looked at, so no browser can be misled to come here.
 */
export async function requireRegistrar(
  { db, now }: Readonly<{ db: Db; now: Clock }>,
  { organization: { id } }: Visit,
  { method, headers }: Request,
): Promise<User> {
  const authorization = headers.get('authorization') ?? ''
  const [, value] = /^(?:Bearer|SSWS) ([\x21-\x7e]{1,200})$/i.exec(authorization) ?? []
  const holder = value === undefined ? undefined : await findApiTokenHolder(db, id, value, now())
  if (!holder) throw new Failure('not_signed_in', 'Send an API token of this organization.')
  const isRead = ['GET', 'HEAD'].includes(method)
  const permission: Permission = isRead ? 'applications.read' : 'applications.write'
  if (holder.permissions.includes(permission)) return holder.user
  const message = `This needs a token with the scope ${permission}, whose maker has that permission.`
  throw new Failure('forbidden', message)
}
