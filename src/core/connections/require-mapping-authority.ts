import { isDeepStrictEqual } from 'node:util'
import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import { listGroupsWithIds } from '../groups/group-store.ts'
import { faultsInMapping } from '../mapping/check-mapping.ts'
import type { MappingRule, RuleMatch } from '../mapping/mapping-rule.ts'
import { type Decider, mayDecideOver } from '../users/require-authority.ts'
import type { Role } from '../users/user.ts'
import type { Connection } from './connection.ts'
import { isSameProvider } from './require-trust-authority.ts'

type Change = Readonly<{ existing: Connection | undefined; connection: Connection; by: Decider }>

/**
 * A rule makes people what it says at their next sign-in, so only those may write or remove it who may
 * make and unmake somebody that by hand. The first match counts, so the rules before it belong to it;
 * and so does what it believes: the provider, the client there, and the claim.
 */
export function requireMappingAuthority({ existing, connection, by }: Change): void {
  const [was, is] = [existing ? roleRules(existing) : [], roleRules(connection)]
  const isAbove = ({ role }: RoleRule) => !mayDecideOver(by, role)
  const last = Math.max(was.findLastIndex(isAbove), is.findLastIndex(isAbove))
  if (last === -1) return
  const isUnchanged =
    existing !== undefined &&
    isSameProvider(existing, connection) &&
    existing.clientId === connection.clientId &&
    existing.settings.claims.groups === connection.settings.claims.groups &&
    isDeepStrictEqual(was.slice(0, last + 1), is.slice(0, last + 1))
  if (isUnchanged) return
  const role = [...is, ...was].find(isAbove)?.role
  const message =
    by.through === 'token'
      ? `Through an API token no rule is changed that gives the role ${role}, nor one before it: sign in for it.`
      : `With the role ${by.role} you cannot change a rule that gives the role ${role}, nor what comes before it or what it believes.`
  throw new Failure('forbidden', message, { fields: [{ path: 'settings.mapping.rules', message }] })
}

type RoleRule = Required<Pick<MappingRule, 'role' | 'claim' | 'value'>> &
  Readonly<{ role: Role; match: RuleMatch }>

/** The rules that give a role, in order, with nothing of them that says what else they give. */
function roleRules({ settings }: Connection): RoleRule[] {
  return settings.mapping.rules.flatMap(({ role, claim, match, value }) =>
    role ? [{ role, claim, match, value }] : [],
  )
}

/** Rules that can be used, and groups that are this organization's. */
export async function requireMappedGroups(
  db: Db,
  { organizationId, settings }: Connection,
): Promise<void> {
  const faults = faultsInMapping(settings.mapping)
  const named = settings.mapping.rules.flatMap(({ group }) => group ?? [])
  const known = await listGroupsWithIds(db, organizationId, named)
  const unknown = settings.mapping.rules.flatMap(({ group }, i) =>
    group && !known.some(({ id }) => id === group)
      ? [{ path: `rules.${i}.group`, message: 'There is no such group.' }]
      : [],
  )
  const fields = [...faults, ...unknown].map(({ path, message }) => ({
    path: `settings.mapping.${path}`,
    message,
  }))
  const [first] = fields
  if (first) throw new Failure('invalid_input', first.message, { fields })
}
