import { Scalar, stringify } from 'yaml'
import { escapeValue } from '../config/resolve-values.ts'
import { listApplications } from '../core/applications/application-store.ts'
import { findEventWebhook } from '../core/audit/event-webhook-store.ts'
import { listAuthorizationServers } from '../core/authorization-servers/authorization-server-store.ts'
import { listConnections } from '../core/connections/connection-store.ts'
import { listGroups } from '../core/groups/group-store.ts'
import { listManualGroups } from '../core/groups/membership-store.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { listUsers } from '../core/users/user-store.ts'
import type { Db } from '../storage/database.ts'
import { exportApplication } from './export-application.ts'
import {
  writeConnection,
  writeEventWebhook,
  writeGroup,
  writeOrganization,
  writeUser,
} from './export-directory.ts'
import { exportPicture } from './export-picture.ts'
import { writeServer } from './export-server.ts'

type ExportOptions = Readonly<{
  /** Adds secrets, sealed and never plain: they are useful only with the same master key. */
  secrets?: boolean
  /** As JSON, which `apply` reads too, since JSON is YAML. */
  json?: boolean
}>

/** The state of these organizations in the form that `apply` reads. Defaults are left out. */
export async function exportState(
  deps: { db: Db },
  organizations: readonly Organization[],
  { secrets = false, json = false }: ExportOptions = {},
): Promise<string> {
  const exported = []
  for (const organization of organizations) {
    exported.push(await exportOrganization(deps.db, organization, secrets))
  }
  const state = escaped({ organizations: exported })
  return json ? JSON.stringify(state, null, 2) : stringify(state, { lineWidth: 0 })
}

async function exportOrganization(db: Db, organization: Organization, secrets: boolean) {
  const { id } = organization
  const groups = await allPages((after) => listGroups(db, id, { after }))
  const users = await allPages((after) => listUsers(db, id, { after }))
  const applications = await allPages((after) => listApplications(db, id, { after }))
  const names = {
    groups: new Map(groups.map((group) => [group.id, group.name])),
    logins: new Map(users.map((user) => [user.id, user.login])),
    clientIds: new Map(applications.map(({ id: appId, clientId }) => [appId, clientId])),
  }
  const people = []
  for (const user of sorted(users, 'login')) {
    // What connections gave comes back at the next sign-ins; exported, it would become permanent.
    const memberships = await listManualGroups(db, user.id)
    people.push(writeUser(user, memberships, secrets))
  }
  const clients = []
  for (const application of sorted(applications, 'clientId')) {
    clients.push(await exportApplication(db, application, { names, secrets }))
  }
  const webhook = await findEventWebhook(db, id)
  const connections = []
  for (const [index, one] of (await listConnections(db, id)).entries()) {
    const icon = await exportPicture(db, id, one.settings.icon)
    connections.push(writeConnection(one, { index, secrets, icon, groups: names.groups }))
  }
  const logo = await exportPicture(db, id, organization.settings.appearance.logo)
  const servers = await listAuthorizationServers(db, id)
  return {
    ...writeOrganization(organization, logo),
    eventWebhook: webhook && writeEventWebhook(webhook, secrets),
    authorizationServers: sorted(servers, 'slug').map((server) => writeServer(server, names)),
    ...list('connections', connections),
    ...list('groups', sorted(groups, 'name').map(writeGroup)),
    ...list('users', people),
    ...list('applications', clients),
  }
}

function list<T>(name: string, items: readonly T[]): Record<string, readonly T[]> {
  return items.length > 0 ? { [name]: items } : {}
}

/** Sorted, so that two exports can be compared. */
function sorted<K extends string, T extends Record<K, string>>(items: readonly T[], key: K): T[] {
  return items.toSorted((a, b) => (a[key] < b[key] ? -1 : 1))
}

async function allPages<T extends { id: string }>(
  read: (after: string) => Promise<T[]>,
): Promise<T[]> {
  const all: T[] = []
  for (let after = ''; ; ) {
    const page = await read(after)
    all.push(...page)
    const last = page.at(-1)
    if (!last) return all
    after = last.id
  }
}

/** Reading fills in variables, so text that looks like one is escaped. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') return withoutTurns(escapeValue(value))
  if (Array.isArray(value)) return value.map(escaped)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  return Object.fromEntries(entries.map(([key, item]) => [key, escaped(item)]))
}

/** Signs that turn the direction of text are spelled out when printed: they stand where that reads back. */
function withoutTurns(text: string): string | Scalar<string> {
  if (!/\p{Bidi_Control}/u.test(text)) return text
  const scalar = new Scalar(text)
  scalar.type = Scalar.QUOTE_DOUBLE
  return scalar
}
