import type { ProvisionedPerson } from '../core/provisioning/provisioned-person.ts'
import type { Resource } from './answers.ts'
import { ENTERPRISE_SCHEMA, USER_SCHEMA } from './person-schema.ts'
import { valuesOf } from './person-values.ts'

/** The version changes with the person, whoever changes them: weak, as it says nothing of bytes. */
export function versionOf({ updatedAt }: Readonly<{ updatedAt: number }>): string {
  return `W/"${updatedAt}"`
}

/** A person as the provider sees them. */
export function personResource(person: ProvisionedPerson, baseUrl: string): Resource {
  const { id, createdAt, updatedAt } = person.user
  const told: Record<string, unknown> = {}
  for (const [name, value] of valuesOf(person)) place(told, name, value)
  const schemas = ENTERPRISE_SCHEMA in told ? [USER_SCHEMA, ENTERPRISE_SCHEMA] : [USER_SCHEMA]
  const meta = {
    resourceType: 'User',
    created: new Date(createdAt).toISOString(),
    lastModified: new Date(updatedAt).toISOString(),
    location: `${baseUrl}/Users/${id}`,
    version: versionOf(person.user),
  }
  return { schemas, id, ...told, meta }
}

type Told = Record<string, unknown>

/** Builds what the name of a value says: `name.givenName`, `emails[work].value`. */
function place(told: Told, name: string, value: string | boolean): void {
  const isExtension = name.startsWith(ENTERPRISE_SCHEMA)
  const into = isExtension ? objectAt(told, ENTERPRISE_SCHEMA) : told
  const rest = isExtension ? name.slice(ENTERPRISE_SCHEMA.length + 1) : name
  const [, list, type, key] = /^(\w+)\[(\w+)\]\.(\w+)$/.exec(rest) ?? []
  if (list && type && key) {
    elementAt(into, list, type)[key] = value
    return
  }
  const [first = rest, second] = rest.split('.')
  if (second === undefined) into[first] = value
  else objectAt(into, first)[second] = value
}

function objectAt(into: Told, name: string): Told {
  into[name] ??= {}
  return into[name] as Told // Only this file writes there.
}

function elementAt(into: Told, list: string, type: string): Told {
  into[list] ??= []
  const elements = into[list] as Told[]
  const found = elements.find((one) => one.type === type)
  if (found) return found
  const isFirst = type === 'work'
  const made: Told = { type, ...(isFirst && { primary: true }) }
  if (isFirst) elements.unshift(made)
  else elements.push(made)
  return made
}
