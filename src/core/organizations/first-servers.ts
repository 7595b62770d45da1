import { newId } from '../../base/ids.ts'
import {
  type AuthorizationServer,
  DEFAULT_SERVER,
  defaultServerSettings,
  ORG_SERVER,
} from '../authorization-servers/authorization-server.ts'
import type { Organization } from './organization.ts'

/** The servers that an organization has from the start, before they have keys. */
export function firstServers({
  id: organizationId,
  createdAt,
}: Pick<Organization, 'id' | 'createdAt'>): AuthorizationServer[] {
  return [ORG_SERVER, DEFAULT_SERVER].map((slug) => ({
    id: newId('authorizationServer', createdAt),
    organizationId,
    slug,
    settings: defaultServerSettings(slug),
    createdAt,
    updatedAt: createdAt,
  }))
}
