import type { Db } from '../../storage/database.ts'
import { type Connection, isTrustedForEmail } from '../connections/connection.ts'
import { findConnection } from '../connections/connection-store.ts'
import { listIdentitiesOfUser } from '../connections/identity-store.ts'
import { findProvisioning } from '../provisioning/provisioned-person-store.ts'
import type { NameField } from './person-name.ts'
import type { User } from './user.ts'

/** The names of the connections that tell a field of a person: none where it is changed here. */
export type Tellers = Readonly<Record<NameField | 'login' | 'email', readonly string[]>>

/**
 * Where a person's names and addresses come from. What a connection told at the last sign-in it
 * tells at the next, and provisioning at its next push: a change made here would be undone by them.
 */
export async function findTellers(db: Db, user: User): Promise<Tellers> {
  const identities = await listIdentitiesOfUser(db, user.id)
  const provisioning = await findProvisioning(db, user.id)
  const tied = identities.map(({ connectionId }): string => connectionId)
  const connections: Connection[] = []
  for (const id of new Set(provisioning ? [...tied, provisioning.connectionId] : tied)) {
    const connection = await findConnection(db, id)
    if (connection?.enabled) connections.push(connection)
  }

  const provisions = ({ id }: Connection) =>
    provisioning?.connectionId === id && !provisioning.isDeleted
  const signsIn = ({ id }: Connection, field: string) =>
    identities.some(
      ({ connectionId, told }) => connectionId === id && (!told || told.includes(field)),
    )
  const listed = (tells: (connection: Connection) => boolean) =>
    connections.filter(tells).map(({ name }) => name)
  const ofName = (field: NameField) => listed((one) => provisions(one) || signsIn(one, field))

  return {
    login: listed(provisions),
    email: listed(
      (one) => provisions(one) || (signsIn(one, 'email') && isTrustedForEmail(one, user.email)),
    ),
    givenName: ofName('givenName'),
    familyName: ofName('familyName'),
    name: ofName('name'),
  }
}
