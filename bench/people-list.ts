import { newId } from '../src/base/ids.ts'
import { findOrganizationBySlug } from '../src/core/organizations/organization-store.ts'
import { startSession } from '../src/core/sessions/start-session.ts'
import type { User } from '../src/core/users/user.ts'
import { insertUser } from '../src/core/users/user-store.ts'
import { openDatabase } from '../src/storage/open-database.ts'
import { cookieNames } from '../src/web/cookies.ts'
import { expectStatus } from './http.ts'
import type { Work } from './measure.ts'
import type { Target } from './target.ts'

/** From one letter, that an eighth of all or nobody begins with, to a whole name. */
const SEARCHES = ['c', 'l', 'z', 'lov', 'cheap-9', 'hopper g', 'Lovelace, Ada', 'nobody']
const STATUSES = ['', '&status=active', '&status=suspended']

/** What an administrator's list of people asks for: its first page, and what is typed. */
export async function peopleLists(
  { client }: Target,
  database: string,
): Promise<Map<string, Work>> {
  const jar = await ownersJar(database)
  const list = async (query: string) =>
    expectStatus(await client.send('GET', `/api/v1/users${query}`, { jar }), 200, query)
  let turn = 0
  return new Map<string, Work>([
    ['people, the first page', () => list('')],
    [
      'people, a search by prefix',
      () => {
        turn += 1
        const q = SEARCHES[turn % SEARCHES.length] ?? ''
        return list(`?q=${encodeURIComponent(q)}${STATUSES[turn % STATUSES.length]}`)
      },
    ],
  ])
}

/** The cookie of an owner who has just signed in. */
export async function ownersJar(database: string): Promise<Map<string, string>> {
  const { db, close } = await openDatabase(database)
  try {
    const organization = await findOrganizationBySlug(db, 'acme')
    if (!organization) throw new Error('The organization was not made.')
    const at = Date.now()
    const owner: User = {
      id: newId('user', at),
      organizationId: organization.id,
      login: `owner-${at}@bench.test`,
      email: `owner-${at}@bench.test`,
      emailVerified: false,
      profile: {},
      status: 'active',
      role: 'owner',
      passwordHash: undefined,
      createdAt: at,
      updatedAt: at,
    }
    await db.transaction().execute((tx) => insertUser(tx, owner))
    const signedIn = { amr: ['pwd'], address: '127.0.0.1', userAgent: 'latchkey-bench' }
    const { token } = await startSession(db, { organization, user: owner, signedIn }, at)
    return new Map([[cookieNames(organization.id, false).session, token]])
  } finally {
    await close()
  }
}
