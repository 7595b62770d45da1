import { Failure, type FieldFault } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import { findStrangers } from '../applications/assignable-store.ts'
import type { AuthorizationServer } from './authorization-server.ts'

type Reference = Readonly<{ kind: 'application' | 'group' | 'user'; id: string; path: string }>

/**
 * Policies name applications, groups and people of this organization alone. What was there before
 * may be gone by now: it matches nobody, and must not stand in the way of another change.
 */
export async function requireKnownReferences(
  tx: Db,
  server: AuthorizationServer,
  before?: AuthorizationServer,
): Promise<void> {
  const old = new Set(before && referencesOf(before).map(({ id }) => id))
  const fresh = referencesOf(server).filter(({ id }) => !old.has(id))
  const strangers = new Set<string>()
  for (const kind of ['application', 'group', 'user'] as const) {
    const ids = new Set(fresh.filter((one) => one.kind === kind).map(({ id }) => id))
    for (const id of await findStrangers(tx, kind, server.organizationId, [...ids])) {
      strangers.add(id)
    }
  }
  const fields: FieldFault[] = fresh
    .filter(({ id }) => strangers.has(id))
    .map(({ path }) => ({ path, message: 'There is no such one in this organization.' }))
  if (fields.length === 0) return
  throw new Failure('invalid_input', 'Some of those whom the policies name are not here.', {
    fields,
  })
}

function referencesOf({ settings }: AuthorizationServer): Reference[] {
  return settings.accessPolicies.flatMap(({ applications, rules }, i) => {
    const path = `settings.accessPolicies.${i}`
    return [
      ...named('application', applications === 'all' ? [] : applications, `${path}.applications`),
      ...rules.flatMap(({ people }, j) =>
        people === 'everyone'
          ? []
          : [
              ...named('group', people.groups, `${path}.rules.${j}.people.groups`),
              ...named('user', people.users, `${path}.rules.${j}.people.users`),
            ],
      ),
    ]
  })
}

function named(kind: Reference['kind'], ids: readonly string[], path: string): Reference[] {
  return ids.map((id, i) => ({ kind, id, path: `${path}.${i}` }))
}
