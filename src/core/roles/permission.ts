import type { Role } from '../users/user.ts'

/** What somebody may do to the organization; each thing can be read and written apart. */
export const PERMISSIONS = [
  'organization.read',
  'organization.write',
  'applications.read',
  'applications.write',
  'connections.read',
  'connections.write',
  'people.read',
  'people.write',
  'groups.read',
  'groups.write',
  'sessions.read',
  'sessions.write',
  'servers.read',
  'servers.write',
  'signins.read',
  'events.read',
  'tokens.read',
  'tokens.write',
] as const
export type Permission = (typeof PERMISSIONS)[number]

const READ = PERMISSIONS.filter((permission) => permission.endsWith('.read'))

/** Owners and admins differ in whom they may change, not in what: see `mayManage`. */
const OF_ROLE: Readonly<Record<Role, readonly Permission[]>> = {
  owner: PERMISSIONS,
  admin: PERMISSIONS,
  helpdesk: [
    'people.read',
    'people.write',
    'groups.read',
    'sessions.read',
    'sessions.write',
    // Who helps people needs to see what stopped them; no trace holds a secret.
    'signins.read',
  ],
  auditor: READ,
  member: [],
}

export function permissionsOf(role: Role): readonly Permission[] {
  return OF_ROLE[role]
}

/**
 * Whose accounts a role may change. Nobody changes those above: a help desk that could give an
 * admin another password would be an admin.
 */
export function mayManage(role: Role, other: Role): boolean {
  if (role === 'owner') return true
  if (role === 'admin') return other !== 'owner'
  return role === 'helpdesk' && other === 'member'
}
