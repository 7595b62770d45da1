import { Failure } from '../base/errors.ts'
import { provisionedSource } from '../core/groups/group.ts'
import { removeGroup } from '../core/groups/save-group.ts'
import { changeGroup, provisionGroup } from '../core/provisioning/change-group.ts'
import { MOST_MEMBERS } from '../core/provisioning/change-members.ts'
import { actorOf } from '../core/provisioning/find-provisioner.ts'
import type { GroupFilter, ProvisionedGroup } from '../core/provisioning/provisioned-group.ts'
import {
  findProvisionedGroup,
  listMembersOfSource,
  listProvisionedGroups,
} from '../core/provisioning/provisioned-group-store.ts'
import { sendList, sendNothing, sendResource } from './answers.ts'
import { baseUrlOf } from './base-url.ts'
import { groupResource } from './group-resource.ts'
import {
  type Comparison,
  type ListQuery,
  readListQuery,
  readShown,
  type Shown,
  textOf,
  timeFilter,
  unsupported,
} from './list-query.ts'
import { versionOf } from './person-resource.ts'
import { changing, isUnchanged, readBody, requireVersion } from './read-request.ts'
import type { ScimApi, ScimContext, ScimDeps } from './scim-env.ts'
import { scimFailure } from './scim-failure.ts'
import { isShown, select } from './select-attributes.ts'
import { patchGroup, type ToldGroup, toldGroup } from './told-group.ts'

export function mountGroups(api: ScimApi, deps: ScimDeps): void {
  api.get('/Groups', (c) => list(c, deps, readListQuery(c.req.query())))
  api.post('/Groups/.search', async (c) => list(c, deps, readListQuery(await readBody(c))))

  api.post('/Groups', async (c) => {
    const told = toldGroup(await readBody(c), { name: undefined, externalId: undefined })
    const made = await provisionGroup(deps, { provisioner: c.var.provisioner, told })
    return show(c, deps, made, 201)
  })

  api.get('/Groups/:id', async (c) => {
    const found = await find(c, deps)
    if (isUnchanged(c, versionOf(found.group))) return new Response(null, { status: 304 })
    return show(c, deps, found)
  })

  api.put('/Groups/:id', async (c) => {
    const body = await readBody(c)
    return change(c, deps, (known) => toldGroup(body, known))
  })

  api.patch('/Groups/:id', async (c) => {
    const body = await readBody(c)
    return change(c, deps, (known) => patchGroup(body, known))
  })

  api.delete('/Groups/:id', (c) =>
    changing(c, async () => {
      const { group } = await find(c, deps)
      requireVersion(c, versionOf(group))
      await removeGroup(deps, group, { actor: actorOf(c.var.provisioner) })
      return sendNothing()
    }),
  )
}

type Known = Readonly<{ name: string; externalId: string | undefined }>

async function change(
  c: ScimContext,
  deps: ScimDeps,
  decide: (known: Known) => ToldGroup,
): Promise<Response> {
  return changing(c, async () => {
    const existing = await find(c, deps)
    requireVersion(c, versionOf(existing.group))
    const told = decide({ name: existing.group.name, externalId: existing.externalId })
    const { provisioner } = c.var
    return show(c, deps, await changeGroup(deps, { provisioner, existing, told }))
  })
}

async function find(c: ScimContext, { db }: ScimDeps): Promise<ProvisionedGroup> {
  const { id: connectionId } = c.var.provisioner.connection
  const found = await findProvisionedGroup(db, connectionId, c.req.param('id') ?? '')
  if (found) return found
  throw new Failure('not_found', 'There is no such group, or it was not made by this connection.')
}

async function show(
  c: ScimContext,
  deps: ScimDeps,
  found: ProvisionedGroup,
  status?: number,
): Promise<Response> {
  const shown = readShown(c.req.query())
  const members = await membersOf(c, deps, [found], shown)
  const resource = groupResource(found, members(found), baseUrlOf(c))
  return sendResource(select(resource, shown), resource, status)
}

async function list(c: ScimContext, deps: ScimDeps, query: ListQuery): Promise<Response> {
  const { startIndex } = query
  return sendList({ startIndex, ...(await searchGroups(c, deps, query)) })
}

export async function searchGroups(
  c: ScimContext,
  deps: ScimDeps,
  { comparisons, page, shown }: ListQuery,
): Promise<{ total: number; resources: object[] }> {
  const { id } = c.var.provisioner.connection
  const filters = comparisons.map(filterOf)
  const { groups, total } = await listProvisionedGroups(deps.db, id, filters, page)
  const members = await membersOf(c, deps, groups, shown)
  const resources = groups.map((one) => {
    return select(groupResource(one, members(one), baseUrlOf(c)), shown)
  })
  return { total, resources }
}

/** The members of each of these groups, if the answer shows members. */
async function membersOf(
  c: ScimContext,
  { db }: ScimDeps,
  groups: readonly ProvisionedGroup[],
  shown: Shown,
): Promise<(of: ProvisionedGroup) => string[] | undefined> {
  if (!isShown('members', shown)) return () => undefined
  const source = provisionedSource(c.var.provisioner.connection.id)
  const ids = groups.map(({ group }) => group.id)
  const all = await listMembersOfSource(db, ids, { source, limit: MOST_MEMBERS })
  if (all.length > MOST_MEMBERS) {
    const most = `These groups have more than ${MOST_MEMBERS} members`
    throw scimFailure('tooMany', `${most}: ask with excludedAttributes=members, or for fewer.`)
  }
  const byGroup = Map.groupBy(all, ({ groupId }) => groupId)
  return ({ group }) => (byGroup.get(group.id) ?? []).map(({ userId }) => userId)
}

const BY = new Map<string, 'id' | 'name' | 'externalId' | 'member'>([
  ['id', 'id'],
  ['displayname', 'name'],
  ['externalid', 'externalId'],
  ['members', 'member'],
  ['members.value', 'member'],
])

function filterOf(comparison: Comparison): GroupFilter {
  const by = BY.get(comparison.name)
  if (by) return { by, is: textOf(comparison) }
  if (comparison.name === 'meta.lastmodified') return timeFilter(comparison)
  throw unsupported()
}
