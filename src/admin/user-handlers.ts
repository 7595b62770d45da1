import { personAsNow } from '../core/password-links/password-link.ts'
import { listInvitations } from '../core/password-links/password-link-store.ts'
import { decideStatus, resetPassword } from '../core/users/decide-user.ts'
import { addUser, editUser } from '../core/users/save-user.ts'
import type { User } from '../core/users/user.ts'
import { searchUsers, type UserPosition } from '../core/users/user-search-store.ts'
import { findUserIn } from '../core/users/user-store.ts'
import type { AdminApi, AdminContext, AdminDeps } from './admin-deps.ts'
import { deciderOf } from './caller.ts'
import * as contract from './contract/users.ts'
import { decodeCursor, pageFrom } from './cursor.ts'
import { found } from './found.ts'
import { profileFrom, viewUser } from './user-views.ts'
import { changeVersion, etagOf, withVersion } from './versions.ts'

export async function getUser({ db }: AdminDeps, c: AdminContext, id: string): Promise<User> {
  return found(await findUserIn(db, c.env.visit.organization.id, id))
}

export function mountUsers(api: AdminApi, deps: AdminDeps): void {
  mountLifecycle(api, deps)

  api.openapi(contract.listUsers, async (c) => {
    const { after, limit, q, status } = c.req.valid('query')
    const search = { q, status, after: positionFrom(after), limit: limit + 1 }
    const users = await searchUsers(deps.db, c.env.visit.organization.id, search)
    const { items, next } = pageFrom(users, limit, ({ position: { key, userId } }) => [key, userId])
    // Only staged people have invitations, so most pages need no query for them.
    const staged = items.flatMap(({ user }) => (user.status === 'staged' ? [user.id] : []))
    const invitations = await listInvitations(deps.db, staged, deps.now())
    const listed = items.map(({ user }) => {
      const openInvitation = invitations.get(user.id)?.boundTo === personAsNow(user)
      return { ...viewUser(user), openInvitation }
    })
    return c.json({ items: listed, next }, 200)
  })

  api.openapi(contract.createUser, async (c) => {
    const {
      emailVerified = false,
      role = 'member',
      status = 'active',
      ...given
    } = c.req.valid('json')
    const user = await addUser(deps, {
      ...given,
      emailVerified,
      role,
      status,
      profile: profileFrom(given.profile ?? {}),
      organizationId: c.env.visit.organization.id,
      by: deciderOf(c),
    })
    withVersion(c, user)
    return c.json(viewUser(user), 201)
  })

  api.openapi(contract.getUser, async (c) => {
    const user = await getUser(deps, c, c.req.valid('param').id)
    withVersion(c, user)
    return c.json(viewUser(user), 200)
  })

  api.openapi(contract.updateUser, async (c) => {
    const given = c.req.valid('json')
    const change = { ...given, profile: given.profile && profileFrom(given.profile) }
    const user = await changeVersion(c, {
      read: () => getUser(deps, c, c.req.valid('param').id),
      etag: etagOf,
      view: viewUser,
      change: (existing) => editUser(deps, { existing, change, by: deciderOf(c) }),
    })
    withVersion(c, user)
    return c.json(viewUser(user), 200)
  })
}

function mountLifecycle(api: AdminApi, deps: AdminDeps): void {
  const lifecycle = [
    [contract.activateUser, 'active'],
    [contract.suspendUser, 'suspended'],
    [contract.deactivateUser, 'deactivated'],
  ] as const
  for (const [route, status] of lifecycle) {
    api.openapi(route, async (c) => {
      const user = await getUser(deps, c, c.req.valid('param').id)
      const changed = await decideStatus(deps, { user, by: deciderOf(c) }, status)
      withVersion(c, changed)
      return c.json(viewUser(changed), 200)
    })
  }

  api.openapi(contract.resetPassword, async (c) => {
    const user = await getUser(deps, c, c.req.valid('param').id)
    const { password } = c.req.valid('json')
    const { madeUp } = await resetPassword(deps, { user, by: deciderOf(c) }, password)
    return c.json({ password: madeUp ?? null }, 200)
  })
}

function positionFrom(after: string | undefined): UserPosition | undefined {
  const [key, userId] = decodeCursor(after, 2) ?? []
  return key === undefined || userId === undefined ? undefined : { key, userId }
}
