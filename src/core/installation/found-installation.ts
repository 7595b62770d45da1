import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import { newId } from '../../base/ids.ts'
import type { Sealer } from '../../base/seal.ts'
import type { Db } from '../../storage/database.ts'
import { recordEvent } from '../audit/event-store.ts'
import {
  insertNewAuthorizationServer,
  makeAuthorizationServer,
} from '../authorization-servers/make-authorization-server.ts'
import { firstServers } from '../organizations/first-servers.ts'
import {
  DEFAULT_ORGANIZATION_SETTINGS,
  type Organization,
  parseOrganizationUrl,
} from '../organizations/organization.ts'
import { insertOrganization, listOrganizations } from '../organizations/organization-store.ts'
import { atField } from '../users/at-field.ts'
import { hashNewPassword } from '../users/new-password.ts'
import { recordRole } from '../users/record-role.ts'
import { parseEmail, type User } from '../users/user.ts'
import { insertUser } from '../users/user-store.ts'
import { claimFirstOwner } from './first-owner-store.ts'

type Wanted = Readonly<{
  organizationName: string
  url: string
  ownerName: string
  email: string
  password: string
}>

/** The first organization and its owner: both or neither, and once. */
export async function foundInstallation(
  { db, sealer, now }: Readonly<{ db: Db; sealer: Sealer; now: Clock }>,
  wanted: Wanted,
): Promise<{ organization: Organization; owner: User }> {
  const at = now()
  const organization = organizationFrom(wanted, at)
  const owner = await ownerFrom(wanted, organization, at)
  const servers = await Promise.all(
    firstServers(organization).map((server) => makeAuthorizationServer(sealer, server)),
  )
  await db.transaction().execute(async (tx) => {
    const isFirst = await claimFirstOwner(tx, owner.id)
    if (!isFirst || (await listOrganizations(tx, 1)).length > 0) throw alreadyFounded()
    await insertOrganization(tx, organization)
    for (const server of servers) await insertNewAuthorizationServer(tx, server)
    await insertUser(tx, owner)
    await record(tx, organization, owner, at)
  })
  return { organization, owner }
}

function organizationFrom({ organizationName, url }: Wanted, at: number): Organization {
  const name = organizationName.trim()
  if (name === '' || name.length > 200) {
    throw fault('organizationName', 'The name of the organization has 1 to 200 characters.')
  }
  return {
    id: newId('organization', at),
    slug: slugFrom(name),
    name,
    url: atField('url', () => parseOrganizationUrl(url.trim().replace(/\/$/, ''))),
    settings: DEFAULT_ORGANIZATION_SETTINGS,
    createdAt: at,
    updatedAt: at,
  }
}

async function ownerFrom(
  { ownerName, email: text, password }: Wanted,
  { id: organizationId }: Organization,
  at: number,
): Promise<User> {
  const email = atField('email', () => parseEmail(text))
  const name = ownerName.trim().slice(0, 200)
  return {
    id: newId('user', at),
    organizationId,
    login: email,
    email,
    emailVerified: false,
    profile: name === '' ? {} : { name },
    status: 'active',
    role: 'owner',
    passwordHash: await atField('password', () =>
      hashNewPassword(password, { login: email, email }),
    ),
    createdAt: at,
    updatedAt: at,
  }
}

/** `Acme Tools` is `acme-tools`; a name without a Latin letter has to do with a plain word. */
function slugFrom(name: string): string {
  const letters = name.normalize('NFKD').toLowerCase().replaceAll(/\p{M}/gu, '')
  const slug = letters.replaceAll(/[^a-z0-9]+/g, '-').slice(0, 60)
  return slug.replaceAll(/^-+|-+$/g, '') || 'organization'
}

async function record(
  tx: Db,
  { id: organizationId, slug, url }: Organization,
  owner: User,
  at: number,
): Promise<void> {
  const actor = { kind: 'system' } as const
  const made = { organizationId, actor }
  await recordEvent(
    tx,
    {
      ...made,
      type: 'organization.lifecycle.create',
      target: { kind: 'organization', id: organizationId },
      detail: { slug, url },
    },
    at,
  )
  await recordEvent(
    tx,
    {
      ...made,
      type: 'user.lifecycle.create',
      target: { kind: 'user', id: owner.id },
      detail: { login: owner.login, role: owner.role },
    },
    at,
  )
  await recordRole(tx, { user: owner, before: 'member', actor }, at)
}

function alreadyFounded(): Failure {
  return new Failure('conflict', 'Somebody else has set this installation up meanwhile.')
}

function fault(path: string, message: string): Failure {
  return new Failure('invalid_input', message, { fields: [{ path, message }] })
}
