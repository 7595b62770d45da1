import type { Clock } from '../../base/clock.ts'
import { Failure, type FieldFault } from '../../base/errors.ts'
import type { UserId } from '../../base/ids.ts'
import { digest } from '../../base/token.ts'
import type { Db } from '../../storage/database.ts'
import { changedFields } from '../audit/changed-fields.ts'
import { recordEvent } from '../audit/event-store.ts'
import type { Organization } from '../organizations/organization.ts'
import { changedMeanwhile, nextVersion } from '../versions/claim-version-store.ts'
import { requireActive } from './decide-identity.ts'
import { findTellers } from './find-tellers.ts'
import { NAME_FIELDS, NAME_LABELS, type NameField, parsePersonName } from './person-name.ts'
import type { Profile, User } from './user.ts'
import { lockUser, updateUser } from './user-store.ts'

/** A field that is left out stays. */
export type TypedNames = Readonly<Partial<Record<NameField, string>>>

type Wish = Readonly<{
  organization: Organization
  userId: UserId
  typed: TypedNames
  /** Of the names that the person saw when they typed. */
  version: string
}>

/** Only the names: another password in another window is no reason to type them again. */
export function versionOfNames({ profile }: Pick<User, 'profile'>): string {
  const names = NAME_FIELDS.map((field) => profile[field] ?? '')
  return digest(JSON.stringify(names)).slice(0, 22)
}

/** A person changes what they are called. */
export async function changeOwnNames(
  { db, now }: Readonly<{ db: Db; now: Clock }>,
  { organization, userId, typed, version }: Wish,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const user = await lockUser(tx, userId)
    if (!user) throw changedMeanwhile()
    requireActive(user)
    const profile = withNames(user.profile, parseNames(typed, user.profile))
    const fields = NAME_FIELDS.filter((field) => profile[field] !== user.profile[field])
    // The second of two clicks, too.
    if (fields.length === 0) return
    await requireOwn(tx, { organization, user, fields })
    if (version !== versionOfNames(user)) throw changedMeanwhile()
    const at = nextVersion(user, now())
    const changed = { ...user, profile, updatedAt: at }
    await updateUser(tx, changed)
    const { organizationId, id } = user
    const about = { actor: { kind: 'user', id }, target: { kind: 'user', id } } as const
    const detail = changedFields(user, changed)
    const type = 'user.account.update_profile'
    await recordEvent(tx, { organizationId, ...about, type, detail }, at)
  })
}

/** What is as it was is not looked at: a provider may have given a longer one. */
function parseNames(typed: TypedNames, present: Profile): Map<NameField, string> {
  const names = new Map<NameField, string>()
  const faults: FieldFault[] = []
  for (const path of NAME_FIELDS) {
    const text = typed[path]
    if (text === undefined || text === present[path]) continue
    try {
      names.set(path, parsePersonName(text))
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      faults.push({ path, message: `${NAME_LABELS[path]}: ${error.message}` })
    }
  }
  if (faults.length === 0) return names
  const message = faults.map((fault) => fault.message).join(' ')
  throw new Failure('invalid_input', message, { fields: faults })
}

function withNames(before: Profile, names: ReadonlyMap<NameField, string>): Profile {
  const { name, givenName, familyName, ...rest } = before
  const kept = new Map(
    Object.entries({ name, givenName, familyName, ...Object.fromEntries(names) }),
  )
  return { ...Object.fromEntries([...kept].filter(([, text]) => text)), ...rest }
}

type Changing = Readonly<{
  organization: Organization
  user: User
  fields: readonly NameField[]
}>

/** What is kept elsewhere is refused, instead of being undone by the next sign-in. */
async function requireOwn(tx: Db, { organization, user, fields }: Changing): Promise<void> {
  if (!organization.settings.changeOwnNames) {
    const message = `An administrator of ${organization.name} can change your names.`
    throw new Failure('forbidden', message)
  }
  const tellers = await findTellers(tx, user)
  const [told] = fields.filter((field) => tellers[field].length > 0)
  if (!told) return
  const from = tellers[told].join(' and ')
  throw new Failure('forbidden', `${NAME_LABELS[told]} comes from ${from}, and is changed there.`)
}
