import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { SECOND } from '../src/base/clock.ts'
import { DEVICE_CODE } from '../src/core/applications/application.ts'
import { updateApplication } from '../src/core/applications/application-store.ts'
import { replaceAssignments } from '../src/core/applications/assignment-store.ts'
import { updateConnection } from '../src/core/connections/connection-store.ts'
import type { OrganizationSettings } from '../src/core/organizations/organization.ts'
import { updateOrganization } from '../src/core/organizations/organization-store.ts'
import { setUserStatus } from '../src/core/users/set-user-status.ts'
import type { User, UserStatus } from '../src/core/users/user.ts'
import { findUser } from '../src/core/users/user-store.ts'
import { engines } from './support/databases.ts'
import type { DoorWorld } from './support/door.ts'
import { DOORS } from './support/doors.ts'
import { connect } from './support/login-server.ts'
import { type MovableClock, movableClock } from './support/movable-clock.ts'
import { startMisbehavingProvider } from './support/peers/misbehaving-provider.ts'
import { CALLBACK } from './support/provider-flows.ts'
import { addApplication, addPerson, startServer } from './support/running-server.ts'

type World = DoorWorld & Readonly<{ clock: MovableClock }>
/** What happens between the preparation and the try; what it returns puts everything back. */
type Circumstance = (world: World, person: User) => Promise<() => Promise<void>>

/** Settings of an organization and of an application are read anew by then. */
const LATER = 3 * SECOND

const nothingToUndo = async () => {}

/** As an administrator would, one status after the other. */
function moved(...statuses: readonly UserStatus[]): Circumstance {
  return async ({ server }, { id }) => {
    for (const status of statuses) {
      const user = await findUser(server.db, id)
      if (!user) throw new Error('the person is gone')
      await setUserStatus(server.db, { user, status, actor: { kind: 'system' } }, Date.now())
    }
    return nothingToUndo
  }
}

function settings(changed: Partial<OrganizationSettings>): Circumstance {
  return async ({ server: { db, organization }, clock }) => {
    const write = async (more: Partial<OrganizationSettings>) => {
      await updateOrganization(db, {
        ...organization,
        settings: { ...organization.settings, ...more },
        updatedAt: Date.now(),
      })
      clock.advance(LATER)
    }
    await write(changed)
    return () => write({})
  }
}

const connectionsOff: Circumstance = async ({ server, connections }) => {
  const write = async (enabled: boolean) => {
    for (const connection of connections) {
      await updateConnection(server.db, { ...connection, enabled, updatedAt: Date.now() })
    }
  }
  await write(false)
  return () => write(true)
}

const notAssigned: Circumstance = async ({ server, application }) => {
  await replaceAssignments(server.db, application.id, [])
  return () => replaceAssignments(server.db, application.id, [{ kind: 'everyone' }])
}

const applicationOff: Circumstance = async ({ server, application, clock }) => {
  const { clientSecret: _, ...stored } = application
  const write = async (status: 'active' | 'inactive') => {
    await updateApplication(server.db, { ...stored, status, updatedAt: Date.now() })
    clock.advance(LATER)
  }
  await write('inactive')
  return () => write('active')
}

/** By the heads of the tables' columns. */
const CIRCUMSTANCES: Readonly<Record<string, Circumstance>> = {
  active: moved(),
  staged: moved('staged'),
  suspended: moved('suspended'),
  deactivated: moved('deactivated'),
  'suspended and back': moved('suspended', 'active'),
  'passwords off': settings({ passwordSignIn: false }),
  'sign-up off': settings({ signUp: 'off' }),
  'connections off': connectionsOff,
  'second factor': settings({ secondFactor: 'required' }),
  'not assigned': notAssigned,
  'application off': applicationOff,
}

/** Every table whose first column is `door`, as rows by its heads. */
function readTables(): Record<string, Record<string, string>> {
  const text = readFileSync(new URL('../docs/reference/doors.md', import.meta.url), 'utf8')
  const doors: Record<string, Record<string, string>> = {}
  let heads: string[] = []
  for (const line of text.split('\n')) {
    const cells = line.startsWith('|') ? line.split('|').slice(1, -1) : []
    const [first = '', ...rest] = cells.map((cell) => cell.trim())
    if (first === 'door') heads = rest
    else if (first === '' || first.startsWith('---')) continue
    else
      doors[first] = {
        ...doors[first],
        ...Object.fromEntries(heads.map((head, n) => [head, rest[n] ?? ''])),
      }
  }
  return doors
}

const told = readTables()

test('the tables of the document are about the doors there are', () => {
  assert.deepEqual(
    Object.keys(told),
    DOORS.map(({ name }) => name),
  )
})

for (const engine of engines) {
  describe(`who gets in on ${engine.name}`, () => {
    let world: World

    before(async () => {
      const clock = movableClock()
      const server = await startServer(await engine.fresh(), { now: clock })
      const provider = await startMisbehavingProvider()
      const trusted = { settings: { trustedDomains: ['acme.test'] } }
      const prove = { slug: 'prove', name: 'Prove', settings: { linking: 'prove' } } as const
      const connections = [
        await connect(server, provider, trusted),
        await connect(server, provider, prove),
      ]
      const application = await addApplication(server, {
        settings: {
          grantTypes: ['authorization_code', 'refresh_token', DEVICE_CODE],
          redirectUris: [CALLBACK],
          loginMode: 'SPEC',
          visibility: { web: true, mobile: false },
          initiateLoginUri: 'http://localhost:9/start',
        },
      })
      world = { server, provider, application, connections, clock }
    })
    after(async () => {
      await world.server.close()
      await world.provider.close()
    })

    for (const [n, door] of DOORS.entries()) {
      test(`${door.name}: as the document says`, async () => {
        const expected = told[door.name] ?? {}
        const seen: Record<string, string> = {}
        for (const [m, circumstance] of Object.keys(expected).entries()) {
          const login = `person-${n}-${m}@acme.test`
          const person = await addPerson(world.server, login, { role: 'auditor' })
          const tryDoor = await door.prepare(world, person)
          const undo = await CIRCUMSTANCES[circumstance]?.(world, person)
          if (!undo) throw new Error(`no circumstance is called ${circumstance}`)
          seen[circumstance] = await tryDoor().finally(undo)
          // All of them knock from one address; what one door refused is not to weigh on the next.
          await world.server.db.deleteFrom('throttle').execute()
        }
        assert.deepEqual(seen, expected)
      })
    }
  })
}
