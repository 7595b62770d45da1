import { newId } from '../src/base/ids.ts'
import { type Connection, DEFAULT_CONNECTION_SETTINGS } from '../src/core/connections/connection.ts'
import { insertConnection } from '../src/core/connections/connection-store.ts'
import { findOrganizationBySlug } from '../src/core/organizations/organization-store.ts'
import { changePerson } from '../src/core/provisioning/change-person.ts'
import { findProvisioner } from '../src/core/provisioning/find-provisioner.ts'
import { makeProvisioningToken } from '../src/core/provisioning/make-provisioning-token.ts'
import { provisionPerson } from '../src/core/provisioning/provision-person.ts'
import { findProvisioned } from '../src/core/provisioning/provisioned-person-store.ts'
import type { Db } from '../src/storage/database.ts'
import { openDatabase } from '../src/storage/open-database.ts'
import type { Arguments } from './arguments.ts'
import type { Databases } from './databases.ts'
import { createClient, expectStatus } from './http.ts'
import { startProduct } from './processes.ts'
import type { Opened } from './running-targets.ts'
import type { Figure } from './table.ts'

const PORTS = { ours: 47_350, floor: 47_360 }
const AT_ONCE = 8

/**
 * A company's whole staff, told of by its provider (SCIM): each person made, changed and deactivated,
 * then all of them put into a group by one request. The floor is the same functions of core/ in one
 * process with the database: no HTTP, no JSON, no token.
 */
export async function measureProvisioning(
  { quick }: Arguments,
  databases: Databases,
  open: Opened,
): Promise<Figure[]> {
  const people = quick ? 1_000 : 10_000
  const floor = await databases.make(3, PORTS.floor)
  const beside = await measureFloor(floor.database, people)
  const ours = await databases.make(4, PORTS.ours)
  open.keep(await startProduct(ours.database, ours))
  const measured = await measureServer(ours.database, people)
  const target = { of: 'ratio', bound: 'at least', value: 0.15 } as const
  const rates = (['made', 'changed', 'deactivated'] as const).map((what): Figure => {
    const name = `people ${what}, of ${people}`
    return { name, unit: '/s', ours: measured[what], beside: beside[what], target }
  })
  const bound = { of: 'value', bound: 'at most', value: 5_000 } as const
  const name = `all ${people} put into a group, by one request`
  return [...rates, { name, unit: 'ms', ours: measured.groupMs, target: bound }]
}

type Rates = Readonly<{ made: number; changed: number; deactivated: number }>

const told = (i: number) => ({
  userName: `staff-${i}@bench.test`,
  externalId: `00u${i}`,
  active: true,
  name: { givenName: 'Ada', familyName: `Lovelace ${i}` },
})

async function measureServer(
  database: string,
  people: number,
): Promise<Rates & { groupMs: number }> {
  const { db, close } = await openDatabase(database)
  const { origin, value } = await addConnection(db)
  await close()
  const client = createClient(origin, AT_ONCE)
  const send = async (method: 'POST' | 'PATCH', path: string, body: object, status: number) => {
    const sent = { authorization: `Bearer ${value}`, json: body }
    const answer = await client.send(method, `/scim/v2${path}`, sent)
    return JSON.parse(expectStatus(answer, status, `${method} ${path}`).body)
  }
  const ids: string[] = []
  const made = await rate(people, async (i) => {
    ids[i] = (await send('POST', '/Users', told(i), 201)).id
  })
  const patch = (i: number, op: object) =>
    send('PATCH', `/Users/${ids[i]}`, { Operations: [{ op: 'replace', ...op }] }, 200)
  const changed = await rate(people, (i) => patch(i, { path: 'displayName', value: `Ada ${i}` }))
  const group = await send('POST', '/Groups', { displayName: 'Everybody' }, 201)
  const begin = performance.now()
  const members = ids.map((id) => ({ value: id }))
  const add = { Operations: [{ op: 'add', path: 'members', value: members }] }
  await send('PATCH', `/Groups/${group.id}?excludedAttributes=members`, add, 200)
  const groupMs = performance.now() - begin
  const deactivated = await rate(people, (i) => patch(i, { value: { active: false } }))
  await client.close()
  return { made, changed, deactivated, groupMs }
}

async function measureFloor(database: string, people: number): Promise<Rates> {
  const { db, close } = await openDatabase(database)
  const { organizationId, value } = await addConnection(db)
  const provisioner = await findProvisioner(db, organizationId, value, Date.now())
  if (!provisioner) throw new Error('The token was not made.')
  const deps = { db, now: Date.now }
  const say = (i: number) => {
    const { userName: login, externalId, active, name } = told(i)
    return { login, email: login, externalId, active, profile: name, attributes: {} }
  }
  const ids: string[] = []
  const made = await rate(people, async (i) => {
    ids[i] = (await provisionPerson(deps, { provisioner, told: say(i) })).user.id
  })
  const change = async (i: number, more: object) => {
    const person = await findProvisioned(db, provisioner.connection.id, ids[i] ?? '')
    if (!person) throw new Error('The person was not made.')
    await changePerson(deps, { provisioner, person, told: { ...say(i), ...more } })
  }
  const named = (i: number) => ({ profile: { ...say(i).profile, name: `Ada ${i}` } })
  const changed = await rate(people, (i) => change(i, named(i)))
  const deactivated = await rate(people, (i) => change(i, { ...named(i), active: false }))
  await close()
  return { made, changed, deactivated }
}

/** Each of them once, some at a time; how many a second that were. */
async function rate(people: number, work: (i: number) => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  let next = 0
  const worker = async () => {
    while (next < people) {
      const i = next
      next += 1
      await work(i)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  process.stderr.write('.')
  return people / ((performance.now() - begin) / 1_000)
}

async function addConnection(db: Db) {
  const organization = await findOrganizationBySlug(db, 'acme')
  if (!organization) throw new Error('The organization is not there.')
  const at = Date.now()
  const issuer = 'https://staff.bench.test'
  const connection: Connection = {
    id: newId('connection', at),
    organizationId: organization.id,
    ...{ slug: 'staff', name: 'Staff', template: 'okta', enabled: true, position: 9 },
    ...{ wellKnownUrl: `${issuer}/.well-known/openid-configuration`, issuer, clientId: 'bench' },
    clientAuthMethod: 'none',
    ...{ clientSecretSealed: undefined, privateKeySealed: undefined },
    settings: DEFAULT_CONNECTION_SETTINGS,
    ...{ createdAt: at, updatedAt: at },
  }
  await insertConnection(db, connection)
  const by = { connection, actor: { kind: 'system' } } as const
  const wanted = { name: 'bench', expiresInDays: 1 }
  const { value } = await makeProvisioningToken({ db, now: Date.now }, by, wanted)
  return { origin: organization.url, organizationId: organization.id, value }
}
