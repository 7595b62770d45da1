import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import { type Decider, mayDecideOver } from '../users/require-authority.ts'
import { emailDomain } from '../users/user.ts'
import { listStaff } from '../users/user-store.ts'
import type { Connection } from './connection.ts'

type Change = Readonly<{
  existing: Connection | undefined
  connection: Connection
  by: Decider
}>

/**
 * Whoever says which provider is believed for a domain says who can sign in as everybody of that
 * domain. An admin's own provider, trusted for an owner's address, would make the admin an owner.
 */
export async function requireTrustAuthority(db: Db, change: Change): Promise<void> {
  const { connection, by } = change
  const domains = newlyTrusted(change)
  if (domains.length === 0) return
  const above = (await listStaff(db, connection.organizationId)).find(
    ({ role, email }) => !mayDecideOver(by, role) && domains.includes(emailDomain(email)),
  )
  if (!above) return
  const message = `Somebody with the role ${above.role} has an address at ${emailDomain(above.email)}: only an owner who is signed in decides which provider is believed for it.`
  throw new Failure('forbidden', message, {
    fields: [{ path: 'settings.trustedDomains', message }],
  })
}

/** Every domain, if it is another provider or another claim that is believed from now on. */
function newlyTrusted({ existing, connection }: Change): string[] {
  const domains = connection.settings.trustedDomains.map((domain) => domain.toLowerCase())
  const isBelievedAsBefore =
    existing !== undefined &&
    isSameProvider(existing, connection) &&
    existing.settings.claims.email === connection.settings.claims.email
  if (!isBelievedAsBefore) return domains
  const before = existing.settings.trustedDomains.map((domain) => domain.toLowerCase())
  return domains.filter((domain) => !before.includes(domain))
}

/** With or without a slash at its end an issuer is one provider: both are one document's address. */
export function isSameProvider(
  one: Pick<Connection, 'issuer'>,
  other: Pick<Connection, 'issuer'>,
): boolean {
  return one.issuer.replace(/\/$/, '') === other.issuer.replace(/\/$/, '')
}
