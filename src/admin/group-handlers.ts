import type { z } from '@hono/zod-openapi'
import type { Group } from '../core/groups/group.ts'
import { findGroupIn, searchGroups } from '../core/groups/group-store.ts'
import { listMembers, listSourcesInGroup } from '../core/groups/membership-store.ts'
import { createGroup, editGroup, removeGroup, setMembership } from '../core/groups/save-group.ts'
import type { AdminApi, AdminContext, AdminDeps } from './admin-deps.ts'
import { actorOf } from './caller.ts'
import * as contract from './contract/groups.ts'
import { decodeCursor, pageFrom } from './cursor.ts'
import { found } from './found.ts'
import { sourcesBy } from './membership-sources.ts'
import { toTime } from './time.ts'
import { getUser } from './user-handlers.ts'
import { viewUser } from './user-views.ts'
import { changeVersion, etagOf, withVersion } from './versions.ts'

async function getGroup({ db }: AdminDeps, c: AdminContext, id: string): Promise<Group> {
  return found(await findGroupIn(db, c.env.visit.organization.id, id))
}

function viewGroup(group: Group): z.output<typeof contract.groupView> {
  const { id, name, description, requiresSecondFactor = false, createdAt, updatedAt } = group
  const times = { createdAt: toTime(createdAt), updatedAt: toTime(updatedAt) }
  return { id, name, description, requiresSecondFactor, ...times }
}

export function mountGroups(api: AdminApi, deps: AdminDeps): void {
  mountMembers(api, deps)

  api.openapi(contract.listGroups, async (c) => {
    const { after, limit, q } = c.req.valid('query')
    const search = { q, after: decodeCursor(after, 1)?.[0], limit: limit + 1 }
    const groups = await searchGroups(deps.db, c.env.visit.organization.id, search)
    const { items, next } = pageFrom(groups, limit, ({ name }) => [name])
    return c.json({ items: items.map(viewGroup), next }, 200)
  })

  api.openapi(contract.createGroup, async (c) => {
    const { name, description = '', requiresSecondFactor } = c.req.valid('json')
    const { id: organizationId } = c.env.visit.organization
    const said = { name, description, requiresSecondFactor }
    const wanted = { organizationId, ...said, actor: actorOf(c) }
    const group = await createGroup(deps, wanted)
    withVersion(c, group)
    return c.json(viewGroup(group), 201)
  })

  api.openapi(contract.getGroup, async (c) => {
    const group = await getGroup(deps, c, c.req.valid('param').id)
    withVersion(c, group)
    return c.json(viewGroup(group), 200)
  })

  api.openapi(contract.updateGroup, async (c) => {
    const change = c.req.valid('json')
    const group = await changeVersion(c, {
      read: () => getGroup(deps, c, c.req.valid('param').id),
      etag: etagOf,
      view: viewGroup,
      change: (existing) => editGroup(deps, { existing, change, actor: actorOf(c) }),
    })
    withVersion(c, group)
    return c.json(viewGroup(group), 200)
  })

  api.openapi(contract.deleteGroup, async (c) => {
    const group = await getGroup(deps, c, c.req.valid('param').id)
    await removeGroup(deps, group, { actor: actorOf(c) })
    return c.body(null, 204)
  })
}

function mountMembers(api: AdminApi, deps: AdminDeps): void {
  api.openapi(contract.listMembers, async (c) => {
    const { id } = await getGroup(deps, c, c.req.valid('param').id)
    const { after, limit } = c.req.valid('query')
    const [last = ''] = decodeCursor(after, 1) ?? []
    const users = await listMembers(deps.db, id, { after: last, limit: limit + 1 })
    const { items, next } = pageFrom(users, limit, (user) => [user.id])
    const ids = items.map((user) => user.id)
    const sources = sourcesBy('userId', await listSourcesInGroup(deps.db, id, ids))
    const members = items.map((user) => ({ ...viewUser(user), ...sources(user.id) }))
    return c.json({ items: members, next }, 200)
  })

  const changes = [
    [contract.addMember, true],
    [contract.removeMember, false],
  ] as const
  for (const [route, wanted] of changes) {
    api.openapi(route, async (c) => {
      const { id, userId } = c.req.valid('param')
      const group = await getGroup(deps, c, id)
      const user = await getUser(deps, c, userId)
      await setMembership(deps, { group, user, actor: actorOf(c) }, wanted)
      return c.body(null, 204)
    })
  }
}
