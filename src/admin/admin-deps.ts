import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Clock } from '../base/clock.ts'
import type { ConnectionId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { Sealer } from '../base/seal.ts'
import type { PreviewAsked, TokenPreview } from '../core/authorization-servers/token-preview.ts'
import type { ReadDiscovery } from '../core/connections/check-connection.ts'
import type { Connection } from '../core/connections/connection.ts'
import type { Organization } from '../core/organizations/organization.ts'
import type { Permission } from '../core/roles/permission.ts'
import type { Session } from '../core/sessions/session.ts'
import type { User } from '../core/users/user.ts'
import type { RefusedAddress } from '../front/refused-addresses.ts'
import type { Visit } from '../front/visit.ts'
import type { Outbound } from '../outbound/guarded-fetch.ts'
import type { Db } from '../storage/database.ts'
import type { Html } from '../web/html.ts'
import type { FindingView } from './contract/examinations.ts'

export type AdminDeps = Readonly<{
  db: Db
  now: Clock
  sealer: Sealer
  log: Log
  /** Reads a provider's discovery document, within what this organization may reach. */
  readDiscovery: (organization: Organization) => ReadDiscovery
  /** What a request for tokens would bring, decided by the functions that answer real ones. */
  previewTokens: (organization: Organization, asked: PreviewAsked) => Promise<TokenPreview>
  /** The login screen of an organization as it might be; a logo that is not stored yet is inlined. */
  previewLogin: (
    deps: Readonly<{ db: Db }>,
    organization: Organization,
    logo: string | undefined,
  ) => Promise<Html>
  /** Sends the caller's browser through a connection's provider and back, signing nobody in. */
  startTestSignIn: (
    visit: Visit,
    asked: Readonly<{
      connection: Connection
      isSaved: boolean
      session: Session
      cookieHeader: string | undefined
    }>,
  ) => Promise<Readonly<{ id: string; location: string; cookie: string }>>
  /** Whether messages are sent, or wait in the outbox for administrators to read. */
  sendsMail: boolean
  /** Addresses of no organization, at which requests arrived. */
  listRefused: () => readonly RefusedAddress[]
  /** For calls of webhooks, within what this organization may reach. */
  fetchFor: Outbound['fetchFor']
  /** Examines a provider from the outside, within the same bounds; saves nothing. */
  /** Probes a connection's provider now, and stores its health. */
  probeConnection: (id: ConnectionId) => Promise<void>
  examineProvider: (organization: Organization, asked: ExaminationAsked) => Promise<Examination>
}>

type ExaminationAsked = Readonly<{
  address: string
  registration: Readonly<{ clientId: string; redirectUri: string }> | undefined
}>
type Examination = Readonly<{
  wellKnownUrl: string | undefined
  findings: readonly FindingView[]
}>

/** Who is calling: a person with a browser, or a program with a token that a person made. */
export type Caller = Readonly<{
  kind: 'session' | 'token'
  user: User
  permissions: readonly Permission[]
  expiresAt: number
  session?: Session
}>

export type AdminEnv = { Bindings: { visit: Visit }; Variables: { caller: Caller } }
export type AdminApi = OpenAPIHono<AdminEnv>
export type AdminContext = Context<AdminEnv>
