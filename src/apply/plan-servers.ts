import { systemClock } from '../base/clock.ts'
import { newId } from '../base/ids.ts'
import type { DeclaredServer } from '../config/declared-organization.ts'
import {
  type AuthorizationServer,
  type AuthorizationServerSettings,
  DEFAULT_SERVER_SETTINGS,
} from '../core/authorization-servers/authorization-server.ts'
import {
  listAuthorizationServers,
  updateAuthorizationServer,
} from '../core/authorization-servers/authorization-server-store.ts'
import {
  insertNewAuthorizationServer,
  makeAuthorizationServer,
} from '../core/authorization-servers/make-authorization-server.ts'
import { prepareRotation } from '../core/authorization-servers/rotate-signing-keys.ts'
import { firstServers } from '../core/organizations/first-servers.ts'
import { differences, kindOf, merged, type PlannedChange, type Write } from './change.ts'
import type { Planning } from './planning.ts'

/** Those that are declared, and for a new organization also those that every one has. */
export async function planServers(
  planning: Planning,
  declared: readonly DeclaredServer[],
): Promise<PlannedChange[]> {
  const { db, organization, isNew } = planning
  const present = isNew ? [] : await listAuthorizationServers(db, organization.id)
  const first = isNew ? firstServers(organization) : []
  const undeclared = first.filter(({ slug }) => !declared.some((one) => one.slug === slug))
  return [
    ...undeclared.map((server) => planServer(planning, undefined, server)),
    ...declared.map((given) => {
      const there = present.find(({ slug }) => slug === given.slug)
      const base =
        there ?? first.find(({ slug }) => slug === given.slug) ?? newServer(planning, given)
      const settings = merged(base.settings, settingsOf(given))
      return planServer(planning, there, { ...base, settings, updatedAt: planning.at })
    }),
  ]
}

function settingsOf(
  given: DeclaredServer,
): Partial<Record<keyof AuthorizationServerSettings, unknown>> {
  return {
    name: given.name,
    audience: given.audience,
    signingAlg: given.signingAlg,
    accessTokenMs: given.accessTokenLifetime,
    idTokenMs: given.idTokenLifetime,
    refreshTokenMs: given.refreshTokenLifetime,
  }
}

function newServer({ organization, at }: Planning, { slug }: DeclaredServer): AuthorizationServer {
  return {
    id: newId('authorizationServer', at),
    organizationId: organization.id,
    slug,
    settings: { ...DEFAULT_SERVER_SETTINGS, name: slug, audience: `api://${slug}` },
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
    if (present?.settings.signingAlg === server.settings.signingAlg) {
      return (tx) => updateAuthorizationServer(tx, server)
    }
    // Keys of the other kind, while the old ones stay published for what they signed.
    return prepareRotation({ sealer, now: systemClock }, server)
  }

  return { change: { kind, what: 'authorization server', path, fields }, prepare }
}
