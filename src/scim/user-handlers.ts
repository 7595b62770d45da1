import { Failure } from '../base/errors.ts'
import { changePerson, deletePerson } from '../core/provisioning/change-person.ts'
import { provisionPerson } from '../core/provisioning/provision-person.ts'
import type { PersonFilter, ProvisionedPerson } from '../core/provisioning/provisioned-person.ts'
import { findProvisioned, listProvisioned } from '../core/provisioning/provisioned-person-store.ts'
import { type Resource, sendList, sendNothing, sendResource } from './answers.ts'
import { baseUrlOf } from './base-url.ts'
import {
  type Comparison,
  type ListQuery,
  readListQuery,
  readShown,
  textOf,
  timeFilter,
  unsupported,
} from './list-query.ts'
import { patchPerson } from './patch-person.ts'
import { personResource, versionOf } from './person-resource.ts'
import { toldBy, unsaid } from './person-values.ts'
import { changing, isUnchanged, readBody, requireVersion } from './read-request.ts'
import type { ScimApi, ScimContext, ScimDeps } from './scim-env.ts'
import { select } from './select-attributes.ts'
import { type ToldValues, tellAll } from './told-values.ts'

export function mountUsers(api: ScimApi, deps: ScimDeps): void {
  api.get('/Users', (c) => list(c, deps, readListQuery(c.req.query())))
  api.post('/Users/.search', async (c) => list(c, deps, readListQuery(await readBody(c))))

  api.post('/Users', async (c) => {
    const values: ToldValues = new Map()
    tellAll(values, await readBody(c), true)
    const { provisioner } = c.var
    const person = await provisionPerson(deps, { provisioner, told: toldBy(values) })
    return show(c, person, 201)
  })

  api.get('/Users/:id', async (c) => {
    const person = await find(c, deps)
    if (isUnchanged(c, versionOf(person.user))) return new Response(null, { status: 304 })
    return show(c, person)
  })

  api.put('/Users/:id', async (c) => {
    const body = await readBody(c)
    return change(c, deps, (person) => {
      const values = unsaid(person)
      tellAll(values, body, true)
      return values
    })
  })

  api.patch('/Users/:id', async (c) => {
    const body = await readBody(c)
    return change(c, deps, (person) => patchPerson(person, body))
  })

  api.delete('/Users/:id', (c) =>
    changing(c, async () => {
      const person = await find(c, deps)
      requireVersion(c, versionOf(person.user))
      await deletePerson(deps, { provisioner: c.var.provisioner, person })
      return sendNothing()
    }),
  )
}

async function change(
  c: ScimContext,
  deps: ScimDeps,
  decide: (person: ProvisionedPerson) => ToldValues,
): Promise<Response> {
  return changing(c, async () => {
    const person = await find(c, deps)
    requireVersion(c, versionOf(person.user))
    const told = toldBy(decide(person), person)
    const { provisioner } = c.var
    return show(c, await changePerson(deps, { provisioner, person, told }))
  })
}

async function find(c: ScimContext, { db }: ScimDeps): Promise<ProvisionedPerson> {
  const id = c.req.param('id') ?? ''
  const person = await findProvisioned(db, c.var.provisioner.connection.id, id)
  if (person && person.deletedAt === undefined) return person
  throw new Failure('not_found', 'There is no such person, or another connection tells of them.')
}

function show(c: ScimContext, person: ProvisionedPerson, status?: number): Response {
  const resource = personResource(person, baseUrlOf(c))
  return sendResource(select(resource, readShown(c.req.query())), resource, status)
}

async function list(c: ScimContext, deps: ScimDeps, query: ListQuery): Promise<Response> {
  const { startIndex } = query
  return sendList({ startIndex, ...(await searchUsers(c, deps, query)) })
}

export async function searchUsers(
  c: ScimContext,
  { db }: ScimDeps,
  { comparisons, page, shown }: ListQuery,
): Promise<{ total: number; resources: object[] }> {
  const filters = comparisons.map(filterOf)
  const { id } = c.var.provisioner.connection
  const { people, total } = await listProvisioned(db, id, filters, page)
  const resources = people.map((person): Resource => personResource(person, baseUrlOf(c)))
  return { total, resources: resources.map((one) => select(one, shown)) }
}

const BY = new Map<string, 'id' | 'login' | 'externalId' | 'email'>([
  ['id', 'id'],
  ['username', 'login'],
  ['externalid', 'externalId'],
  ['emails', 'email'],
  ['emails.value', 'email'],
])

function filterOf(comparison: Comparison): PersonFilter {
  const { name, op, value } = comparison
  const by = BY.get(name)
  if (by) return { by, is: textOf(comparison) }
  if (name === 'active' && op === 'eq' && typeof value === 'boolean')
    return { by: 'active', is: value }
  if (name === 'meta.lastmodified') return timeFilter(comparison)
  throw unsupported()
}
