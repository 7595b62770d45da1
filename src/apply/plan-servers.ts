import { newId } from '../base/ids.ts'
import type { DeclaredServer } from '../config/declared-server.ts'
import type { KeyPath } from '../config/problem.ts'
import {
  type AuthorizationServer,
  type AuthorizationServerSettings,
  defaultServerSettings,
} from '../core/authorization-servers/authorization-server.ts'
import {
  listAuthorizationServers,
  updateAuthorizationServer,
} from '../core/authorization-servers/authorization-server-store.ts'
import { checkServer } from '../core/authorization-servers/check-server.ts'
import {
  insertNewAuthorizationServer,
  makeAuthorizationServer,
} from '../core/authorization-servers/make-authorization-server.ts'
import { prepareRotation } from '../core/authorization-servers/rotate-signing-keys.ts'
import { firstServers } from '../core/organizations/first-servers.ts'
import { claimVersion, nextVersion } from '../core/versions/claim-version-store.ts'
import type { Db } from '../storage/database.ts'
import { differences, kindOf, merged, type PlannedChange, type Write } from './change.ts'
import { claimsFrom, type Named, policiesFrom, scopesFrom } from './plan-server-settings.ts'
import type { Planning } from './planning.ts'

/** Those that are declared, and for a new organization also those that every one has. */
export async function planServers(
  planning: Planning,
  named: Named,
  declared: readonly DeclaredServer[],
): Promise<PlannedChange[]> {
  const { db, organization, isNew } = planning
  const present = isNew ? [] : await listAuthorizationServers(db, organization.id)
  const first = isNew ? firstServers(organization) : []
  const undeclared = first.filter(({ slug }) => !declared.some((one) => one.slug === slug))
  const changes = undeclared.map((server) => planServer(planning, undefined, server))
  for (const [i, given] of declared.entries()) {
    const path = [...planning.path, 'authorizationServers', i]
    const there = present.find(({ slug }) => slug === given.slug)
    const base =
      there ?? first.find(({ slug }) => slug === given.slug) ?? newServer(planning, given)
    const settings = merged(base.settings, await settingsOf(planning, named, given, path))
    const server = {
      ...base,
      settings,
      updatedAt: there ? nextVersion(there, planning.at) : planning.at,
    }
    reportFaults(planning, server, path)
    changes.push(planServer(planning, there, server))
  }
  return changes
}

async function settingsOf(
  planning: Planning,
  named: Named,
  given: DeclaredServer,
  path: KeyPath,
): Promise<Partial<Record<keyof AuthorizationServerSettings, unknown>>> {
  const { scopes, claims, accessPolicies } = given
  const at = [...path, 'accessPolicies']
  return {
    name: given.name,
    audience: given.audience,
    signingAlg: given.signingAlg,
    accessTokenMs: given.accessTokenLifetime,
    idTokenMs: given.idTokenLifetime,
    refreshTokenMs: given.refreshTokenLifetime,
    scopes: scopes && scopesFrom(scopes),
    claims: claims && claimsFrom(claims),
    accessPolicies: accessPolicies && (await policiesFrom(planning, named, accessPolicies, at)),
  }
}

/** Where a file spells a setting otherwise. */
const IN_FILE: Readonly<Record<string, string>> = {
  accessTokenMs: 'accessTokenLifetime',
  refreshTokenMs: 'refreshTokenLifetime',
  refreshTokenIdleMs: 'refreshTokenIdle',
}

function reportFaults({ fault }: Planning, server: AuthorizationServer, path: KeyPath): void {
  for (const { path: at, message } of checkServer(server)) {
    const keys = at
      .split('.')
      .map((key) => (/^\d+$/.test(key) ? Number(key) : (IN_FILE[key] ?? key)))
    fault([...path, ...keys], message)
  }
}

function newServer({ organization, at }: Planning, { slug }: DeclaredServer): AuthorizationServer {
  return {
    id: newId('authorizationServer', at),
    organizationId: organization.id,
    slug,
    settings: defaultServerSettings(slug),
    createdAt: at,
    updatedAt: at,
  }
}

function planServer(
  { sealer, organization }: Planning,
  present: AuthorizationServer | undefined,
  server: AuthorizationServer,
): PlannedChange {
  const fields = present ? differences({ ...present.settings }, { ...server.settings }) : []
  const kind = kindOf(present, fields)
  const path = `${organization.slug}/authorizationServers/${server.slug}`

  async function prepare(): Promise<Write> {
    if (kind === 'none') return async () => {}
    if (kind === 'create') {
      const made = await makeAuthorizationServer(sealer, server)
      return (tx) => insertNewAuthorizationServer(tx, made)
    }
    const write =
      present?.settings.signingAlg === server.settings.signingAlg
        ? (tx: Db) => updateAuthorizationServer(tx, server)
        : // Keys of the other kind, while the old ones stay published for what they signed.
          await prepareRotation({ sealer, now: () => server.updatedAt }, server)
    return async (tx) => {
      if (present) await claimVersion(tx, 'authorization_server', present, server.updatedAt)
      await write(tx)
    }
  }

  return { change: { kind, what: 'authorization server', path, fields }, prepare }
}
