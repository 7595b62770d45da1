import { randomBytes } from 'node:crypto'
import { type Clock, DAY, systemClock } from '../../src/base/clock.ts'
import { newId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import { createSealer, type Sealer } from '../../src/base/seal.ts'
import {
  type Application,
  type ApplicationSettings,
  type ApplicationType,
  defaultApplicationSettings,
} from '../../src/core/applications/application.ts'
import { insertApplicationSecret } from '../../src/core/applications/application-secret-store.ts'
import { insertApplication } from '../../src/core/applications/application-store.ts'
import {
  type Assignment,
  replaceAssignments,
} from '../../src/core/applications/assignment-store.ts'
import {
  DEFAULT_ORGANIZATION_SETTINGS,
  type Organization,
} from '../../src/core/organizations/organization.ts'
import { hashPassword } from '../../src/core/users/password.ts'
import type { User } from '../../src/core/users/user.ts'
import { insertUser } from '../../src/core/users/user-store.ts'
import { createServer } from '../../src/server.ts'
import type { Db } from '../../src/storage/database.ts'
import { createOrganization } from './create-organization.ts'

/** A whole server on a free port of loopback, with one organization that lives there. */
export type RunningServer = Readonly<{
  db: Db
  sealer: Sealer
  organization: Organization
  /** The organization's origin, and the issuer of its server `org`. */
  url: string
  close(): Promise<void>
}>

export const PASSWORD = 'correct-horse-battery'
let passwordHash: Promise<string> | undefined

export async function startServer(
  db: Db,
  {
    now = systemClock,
    name = 'Acme',
    operationsPort,
    trustedProxies = [],
    mail,
  }: {
    now?: Clock
    name?: string
    operationsPort?: number
    trustedProxies?: readonly string[]
    mail?: Parameters<typeof createServer>[0]['mail']
  } = {},
): Promise<RunningServer> {
  const sealer = createSealer(randomBytes(32))
  const server = createServer({
    db,
    now,
    sealer,
    log: createLog(process.env.LATCHKEY_LOG_LEVEL ?? 'fatal'),
    trustedProxies,
    outboundAllow: [],
    keepsTraces: true,
    traceRetentionMs: 14 * DAY,
    mostTraces: 100_000,
    mail,
    ...(operationsPort && { operationsListen: { host: '127.0.0.1', port: operationsPort } }),
  })
  const [address] = await server.listen([{ host: '127.0.0.1', port: 0 }])
  const url = `http://localhost:${address?.port}`
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  const settings = DEFAULT_ORGANIZATION_SETTINGS
  const organization = await createOrganization({ db, sealer, now }, { slug, name, url, settings })
  return { db, sealer, organization, url, close: () => server.close() }
}

/** A person with the password of all test people. */
export async function addPerson(
  { db, organization }: Pick<RunningServer, 'db' | 'organization'>,
  login: string,
  more: Partial<User> = {},
): Promise<User> {
  passwordHash ??= hashPassword(PASSWORD)
  const at = Date.now()
  const user: User = {
    id: newId('user', at),
    organizationId: organization.id,
    login,
    email: login,
    emailVerified: true,
    profile: { givenName: 'Ada', familyName: 'Lovelace' },
    status: 'active',
    role: 'member',
    passwordHash: await passwordHash,
    createdAt: at,
    updatedAt: at,
    ...more,
  }
  await insertUser(db, user)
  return user
}

type Wanted = Readonly<{
  label?: string
  type?: ApplicationType
  status?: Application['status']
  clientId?: string
  secrets?: readonly string[]
  assignments?: readonly Assignment[]
  settings?: Partial<ApplicationSettings>
}>

/** An application that everyone is assigned to, unless the test says otherwise. */
export async function addApplication(
  { db, sealer, organization }: RunningServer,
  { label = 'Expenses', type = 'web', status = 'active', clientId, secrets, ...wanted }: Wanted,
): Promise<Application & { clientSecret: string }> {
  const at = Date.now()
  const id = newId('application', at)
  const application: Application = {
    id,
    organizationId: organization.id,
    clientId: clientId ?? id,
    label,
    type,
    status,
    linkId: newId('link', at),
    settings: { ...defaultApplicationSettings(type), ...wanted.settings },
    createdAt: at,
    updatedAt: at,
  }
  await insertApplication(db, application)
  const [clientSecret = randomBytes(24).toString('base64url'), ...more] = secrets ?? []
  for (const secret of [...more, clientSecret]) {
    await insertApplicationSecret(db, {
      id: newId('secret', Date.now()),
      applicationId: id,
      secretSealed: await sealer.seal(secret),
      status: 'active',
      createdAt: at,
    })
  }
  await replaceAssignments(db, id, wanted.assignments ?? [{ kind: 'everyone' }])
  return { ...application, clientSecret }
}
