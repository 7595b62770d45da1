import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import type { Connection } from '../connections/connection.ts'
import { findIdentity } from '../connections/identity-store.ts'
import { listGroupsWithIds } from '../groups/group-store.ts'
import { withRoles } from '../mapping/give-role.ts'
import { listGivenRoles } from '../mapping/mapping-store.ts'
import { matchRules } from '../mapping/match-rules.ts'
import { planMapping } from '../mapping/sync-mapping.ts'
import type { Organization } from '../organizations/organization.ts'
import type { AssertedPerson } from './asserted-person.ts'
import { decideIdentity, type Named, readNames, requireActive } from './decide-identity.ts'
import { listNamesakes } from './resolve-identity.ts'
import type { Role, User } from './user.ts'
import { displayName } from './user.ts'
import { findUser } from './user-store.ts'

type Asserted = Readonly<{
  organization: Organization
  connection: Connection
  person: AssertedPerson
}>

type By = Readonly<{ rule: number; value: string }>

/** What a sign-in would do now. Rules are numbered from 1, as people see them. */
export type SignInPlan = Readonly<{
  how: 'known' | 'link' | 'create' | 'prove' | 'refuse'
  /** Which rule decides, in a sentence. */
  because: string
  check?: string | undefined
  expected?: string | undefined
  received?: string | undefined
  person?: Readonly<{ id?: string; login: string; name: string; email: string }> | undefined
  groups: readonly (By & Readonly<{ id: string; name: string; isNew: boolean }>)[]
  leaves: readonly Readonly<{ id: string; name: string }>[]
  /** Absent where nobody would be signed in. */
  role?: Readonly<{ role: Role; before?: Role; by?: By & Readonly<{ role: Role }> }> | undefined
  notes: readonly string[]
}>

/** With the failure of a real sign-in, if it would fail. */
type Planned = Readonly<{ plan: SignInPlan; failure?: Failure }>

/** What would come of a sign-in, by the same functions that decide real ones. It only reads. */
export async function planSignIn(db: Db, asserted: Asserted): Promise<Planned> {
  const { connection, person } = asserted
  const identity = await findIdentity(db, connection.id, person.subject)
  const known = identity && (await findUser(db, identity.userId))
  try {
    if (!known) return { plan: await planFirst(db, asserted) }
    requireActive(known)
    const because = 'This subject has signed in through this connection before.'
    const gifts = await planGifts(db, asserted, known)
    return { plan: { how: 'known', because, person: told(known), ...gifts } }
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure
    const refused = { how: 'refuse', because: failure.message, ...compared(failure) } as const
    const plan = { ...refused, ...NOTHING, ...(known && { person: told(known) }) }
    return { plan, failure }
  }
}

const NOTHING = { groups: [], leaves: [], notes: [] } as const

/** The first sign-in of a subject. */
async function planFirst(db: Db, asserted: Asserted): Promise<SignInPlan> {
  const { organization, connection, person } = asserted
  const named = readNames(person, connection)
  const namesakes = await listNamesakes(db, asserted, named)
  const decision = decideIdentity({ organization, connection, named, namesakes })
  switch (decision.kind) {
    case 'refuse':
      throw decision.failure
    case 'prove': {
      const because = decision.user
        ? 'An account has this address or login, and the connection asks for its password before it ties it.'
        : 'Accounts have this address or login, and none of them may be tied: every password would be wrong.'
      return {
        ...{ how: 'prove', because, ...NOTHING },
        ...(decision.user && { person: told(decision.user) }),
      }
    }
    case 'link': {
      const { user, activates, by } = decision
      if (!activates) requireActive(user)
      const who = activates ? 'An invited person, active from then on,' : 'Exactly one account'
      const because =
        by === 'provisioning'
          ? `${who} was provisioned by this connection, and its externalId is this subject.`
          : `${who} has this address, and the connection is trusted for its domain.`
      return { how: 'link', because, person: told(user), ...(await planGifts(db, asserted, user)) }
    }
    case 'create': {
      const because = whyCreated(organization)
      const made = asNewcomer(named, person)
      return { how: 'create', because, person: made, ...(await planGifts(db, asserted)) }
    }
  }
}

function whyCreated({ settings }: Organization): string {
  const nobody = 'Nobody here has this address or login'
  return settings.signUp === 'domains'
    ? `${nobody}, the address is checked and of an allowed domain, and the connection lets new people in.`
    : `${nobody}, and both the organization and the connection let new people in.`
}

function told(user: User): NonNullable<SignInPlan['person']> {
  return { id: user.id, login: user.login, name: displayName(user), email: user.email }
}

function asNewcomer(named: Named, { profile }: AssertedPerson): NonNullable<SignInPlan['person']> {
  const { login, email = '' } = named
  return { login, email, name: displayName({ login, profile }) }
}

async function planGifts(
  db: Db,
  { organization, connection, person }: Asserted,
  user?: User,
): Promise<Pick<SignInPlan, 'groups' | 'leaves' | 'role' | 'notes'>> {
  const { mapping, claims: named } = connection.settings
  const matched = matchRules(person.claims, mapping, named.groups)
  const who = user ?? { id: undefined, organizationId: organization.id }
  const decision = await planMapping(db, { user: who, connection, matched })
  const because = decision.because.filter(({ group }) => group !== undefined)
  const ids = [...because.flatMap(({ group }) => group ?? []), ...decision.leave]
  const names = new Map(
    (await listGroupsWithIds(db, organization.id, ids)).map(({ id, name }) => [id, name]),
  )
  const joins = new Set(decision.join.map(({ group }) => group))
  const others = user
    ? await listGivenRoles(db, user.id, { connectionId: connection.id, subject: person.subject })
    : []
  const given = decision.role ? [...others, decision.role] : others
  const role = user ? withRoles({ user, given }).role : (decision.role ?? 'member')
  const by = matched.role && { ...matched.role, rule: matched.role.rule + 1 }
  return {
    groups: because.flatMap(({ group, rule, value }) =>
      group
        ? [
            {
              id: group,
              name: names.get(group) ?? group,
              rule: rule + 1,
              value,
              isNew: joins.has(group),
            },
          ]
        : [],
    ),
    leaves: decision.leave.map((id) => ({ id, name: names.get(id) ?? id })),
    role: { role, ...(user && { before: user.role }), ...(by && { by }) },
    notes: decision.notes,
  }
}

function compared({ detail }: Failure): Pick<SignInPlan, 'check' | 'expected' | 'received'> {
  const text = (value: unknown) => (value === undefined ? undefined : String(value))
  const { check, expected, received } = detail
  return { check: text(check), expected: text(expected), received: text(received) }
}
