import { Failure, type FieldFault } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import type { Connection, ConnectionSettings } from '../connections/connection.ts'
import { listGroupsWithIds } from '../groups/group-store.ts'
import { faultsInMapping } from '../mapping/check-mapping.ts'
import { claimOf } from '../mapping/mapping-rule.ts'
import { faultsInSignUp } from '../organizations/check-sign-up.ts'
import type { Organization, OrganizationSettings } from '../organizations/organization.ts'
import type { AssertedPerson } from './asserted-person.ts'
import { planSignIn, type SignInPlan } from './plan-sign-in.ts'

type Given<T> = Readonly<{ [K in keyof T]?: T[K] | undefined }>

/** Edited rules that decide about a person; what is left out is as it is now. */
export type Edits = Readonly<{
  connection?:
    | Given<Pick<ConnectionSettings, 'mapping' | 'linking' | 'trustedDomains' | 'signUp'>>
    | undefined
  organization?: Given<Pick<OrganizationSettings, 'signUp' | 'allowedDomains'>> | undefined
}>

type Asked = Readonly<{
  organization: Organization
  connection: Connection
  /** As described at a past sign-in. */
  person: AssertedPerson
  edits: Edits
}>

/** What today's rules and the edited ones would decide about the same person. It only reads. */
export async function askWhatIf(
  db: Db,
  { organization, connection, person: told, edits }: Asked,
): Promise<Readonly<{ present: SignInPlan; edited: SignInPlan }>> {
  // The groups are stored for everybody, whether or not a rule read them then.
  const groups = { [connection.settings.claims.groups]: { values: told.groups } }
  const person = { ...told, claims: { ...groups, ...told.claims } }
  const other = {
    organization: withSettings(organization, edits.organization),
    connection: withSettings(connection, edits.connection),
  }
  const faults = [
    ...(await faultsInRules(db, other.connection)),
    ...at('organization', faultsInSignUp(other.organization.settings)),
  ]
  if (faults.length > 0) {
    throw new Failure('invalid_input', faults[0]?.message ?? '', { fields: faults })
  }
  const present = await planSignIn(db, { organization, connection, person })
  const edited = await planSignIn(db, { ...other, person })
  const notes = [...edited.plan.notes, ...notesOnUnread(other.connection, person)]
  return { present: present.plan, edited: { ...edited.plan, notes } }
}

function withSettings<T extends { settings: object }>(thing: T, edits: object = {}): T {
  // What the schema leaves undefined is left as it is.
  const said = Object.entries(edits).filter(([, value]) => value !== undefined)
  return { ...thing, settings: { ...thing.settings, ...Object.fromEntries(said) } }
}

async function faultsInRules(
  db: Db,
  { organizationId, settings: { mapping } }: Connection,
): Promise<FieldFault[]> {
  const named = mapping.rules.flatMap(({ group }) => group ?? [])
  const known = new Set((await listGroupsWithIds(db, organizationId, named)).map(({ id }) => id))
  const unknown = mapping.rules.flatMap(({ group }, i) =>
    group && !known.has(group)
      ? [{ path: `rules.${i}.group`, message: 'There is no such group.' }]
      : [],
  )
  return at('connection.mapping', [...faultsInMapping(mapping), ...unknown])
}

const at = (place: string, faults: readonly FieldFault[]): FieldFault[] =>
  faults.map(({ path, ...fault }) => ({ ...fault, path: `${place}.${path}` }))

/** A claim that no rule read then was not stored: without a note, silence would look like an answer. */
function notesOnUnread(
  { settings: { mapping, claims } }: Connection,
  person: AssertedPerson,
): string[] {
  const read = new Set(mapping.rules.map((rule) => claimOf(rule, claims.groups)))
  return [...read]
    .filter((name) => !Object.hasOwn(person.claims, name))
    .map(
      (name) => `No rule read the claim ${name} at that sign-in: what it would give is not known.`,
    )
}
