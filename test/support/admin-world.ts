import { type ConnectionId, newId } from '../../src/base/ids.ts'
import { makeApiToken } from '../../src/core/api-tokens/make-api-token.ts'
import { listApplicationSecrets } from '../../src/core/applications/application-secret-store.ts'
import { findEventWebhook } from '../../src/core/audit/event-webhook-store.ts'
import { addEventWebhook } from '../../src/core/audit/manage-event-webhook.ts'
import { startTrace } from '../../src/core/audit/trace.ts'
import { listAuthorizationServers } from '../../src/core/authorization-servers/authorization-server-store.ts'
import {
  type Connection,
  DEFAULT_CONNECTION_SETTINGS,
} from '../../src/core/connections/connection.ts'
import { insertConnection } from '../../src/core/connections/connection-store.ts'
import { createGroup } from '../../src/core/groups/save-group.ts'
import { listMail } from '../../src/core/mail/mail-store.ts'
import { queueMail } from '../../src/core/mail/queue-mail.ts'
import type { Organization } from '../../src/core/organizations/organization.ts'
import { DEFAULT_ORGANIZATION_SETTINGS } from '../../src/core/organizations/organization.ts'
import { makeProvisioningToken } from '../../src/core/provisioning/make-provisioning-token.ts'
import { PERMISSIONS } from '../../src/core/roles/permission.ts'
import { listSessionsOfUser } from '../../src/core/sessions/session-store.ts'
import { startSession } from '../../src/core/sessions/start-session.ts'
import type { User } from '../../src/core/users/user.ts'
import { createOrganization } from './create-organization.ts'
import { addApplication, addPerson, type RunningServer } from './running-server.ts'
import { storeTraces } from './store-traces.ts'

/** One of each thing that the API can name, by the address it has there. */
export type Things = Readonly<Record<string, string>>

/** The ids of one organization's things, by the folder of the API they are in. */
export async function oneOfEach(server: RunningServer): Promise<Things> {
  const { db, sealer, organization } = server
  const now = Date.now
  const mark = newId('trace').slice(-8)
  const user = await addPerson(server, `ada-${mark}@acme.test`)
  const actor = { kind: 'system' } as const
  const { id: organizationId } = organization
  const wanted = { organizationId, name: `group ${mark}`, description: '', actor }
  const group = await createGroup({ db, now }, wanted)
  const application = await addApplication(server, { label: `Expenses ${mark}` })
  const [secret] = await listApplicationSecrets(db, application.id)
  const connection = await addConnection(server, `okta-${mark}`)
  const [aus] = await listAuthorizationServers(db, organizationId)
  const signedIn = { amr: ['pwd'], address: '', userAgent: '' }
  await startSession(db, { organization, user, signedIn }, now())
  const [session] = await listSessionsOfUser(db, user.id, now())
  const from = { organizationId, side: 'app', address: '', userAgent: '' } as const
  const leg = startTrace(now, from).end('succeeded')
  await storeTraces(db, [leg])
  const maker = { user, permissions: PERMISSIONS }
  const scopes = ['events.read'] as const
  const { token } = await makeApiToken({ db, now }, maker, { name: 'ci', scopes, expiresInDays: 1 })
  const webhook = { organizationId, url: 'https://siem.acme.example/in', types: [], enabled: false }
  if (!(await findEventWebhook(db, organizationId))) {
    await addEventWebhook({ db, now, sealer }, { ...webhook, actor })
  }
  return {
    users: user.id,
    userId: user.id,
    groups: group.id,
    applications: application.id,
    secretId: secret?.id ?? '',
    connections: connection.id,
    'authorization-servers': aus?.id ?? '',
    sessions: session?.uid ?? '',
    'api-tokens': token.id,
    code: leg.code,
    mail: await addMail(server, user),
    tokenId: await addProvisioningToken(server, connection),
    testId: await addConnectionTest(server, connection, user),
  }
}

async function addMail({ db, sealer, organization }: RunningServer, user: User): Promise<string> {
  const message = { subject: 'planted', text: 'planted' }
  await queueMail(db, { sealer }, { user, kind: 'invitation', message }, Date.now())
  const [mail] = await listMail(db, organization.id, 1)
  return mail?.id ?? ''
}

async function addProvisioningToken(server: RunningServer, of: Connection): Promise<string> {
  const deps = { db: server.db, now: Date.now }
  const by = { connection: of, actor: { kind: 'system' } } as const
  const made = await makeProvisioningToken(deps, by, { name: 'scim', expiresInDays: 1 })
  return made.token.id
}

/** What a test sign-in through this connection left behind. */
async function addConnectionTest(
  { db, sealer, organization }: RunningServer,
  { id: connectionId }: Connection,
  { id: userId }: User,
): Promise<string> {
  const at = Date.now()
  const id = newId('connectionTest', at)
  const result = { connectionName: 'Okta', issuer: 'https://acme.okta.com', claims: [] }
  await db
    .insertInto('connection_test')
    .values({
      ...{ id, organization_id: organization.id, connection_id: connectionId, user_id: userId },
      ...{ session_id: '', values_digest: '', trace_code: 'BCDFGHJK', browser_digest: '' },
      ...{ outcome: 'failed', result_sealed: await sealer.seal(JSON.stringify(result)) },
      ...{ created_at: at, ended_at: at, expires_at: at + 60_000 },
    })
    .execute()
  return id
}

export async function addConnection(
  { db, organization }: RunningServer,
  slug: string,
  given: Partial<Connection> = {},
): Promise<Connection> {
  const at = Date.now()
  const id: ConnectionId = newId('connection', at)
  const connection: Connection = {
    id,
    organizationId: organization.id,
    slug,
    name: 'Okta',
    template: 'okta',
    enabled: true,
    position: 0,
    wellKnownUrl: 'https://acme.okta.com/.well-known/openid-configuration',
    issuer: 'https://acme.okta.com',
    clientId: 'latchkey',
    clientAuthMethod: 'client_secret_basic',
    clientSecretSealed: 'sealed',
    privateKeySealed: undefined,
    settings: { ...DEFAULT_CONNECTION_SETTINGS, callback: 'shared' },
    createdAt: at,
    updatedAt: at,
    ...given,
  }
  await insertConnection(db, connection)
  return connection
}

/** Somebody else's organization in the same database, at an address where nobody asks. */
export async function otherOrganization(server: RunningServer): Promise<RunningServer> {
  const { db, sealer } = server
  const slug = 'globex'
  const values = { slug, name: 'Globex', url: 'https://id.globex.example' }
  const organization: Organization = await createOrganization(
    { db, sealer, now: Date.now },
    { ...values, settings: DEFAULT_ORGANIZATION_SETTINGS },
  )
  return { ...server, organization, url: organization.url }
}
