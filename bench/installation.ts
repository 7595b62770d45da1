import { hash } from '@node-rs/argon2'
import { applyChanges } from '../src/apply/apply-changes.ts'
import { systemClock } from '../src/base/clock.ts'
import { createSealer } from '../src/base/seal.ts'
import type { DeclaredOrganization } from '../src/config/declared-organization.ts'
import { checkMasterKey } from '../src/core/installation/check-master-key.ts'
import { parseOrganizationUrl } from '../src/core/organizations/organization.ts'
import { findOrganizationBySlug } from '../src/core/organizations/organization-store.ts'
import { migrate } from '../src/storage/migrate.ts'
import { openDatabase } from '../src/storage/open-database.ts'
import { seedPeople } from './seed.ts'
import { COSTS, loginOf, OWNER, PASSWORD, SERVICE_APP, WEB_APP } from './target.ts'

/** Of no installation but the bench's. */
export const MASTER_KEY = Buffer.alloc(32, 'latchkey-bench').toString('base64')

/** People at the second organization, who come to the first through it. */
export const BROKERED_PEOPLE = 64

type Urls = Readonly<{ acme: string; okta: string }>

export function urlsOf(port: number): Urls {
  return { acme: `http://localhost:${port}`, okta: `http://okta.localhost:${port}` }
}

/** Two organizations, one signing its people in through the other, and `people` of the first. */
export async function makeInstallation(
  database: string,
  { port, people }: { port: number; people: number },
): Promise<void> {
  const { db, close } = await openDatabase(database)
  try {
    await migrate(db)
    const sealer = createSealer(Buffer.from(MASTER_KEY, 'base64'))
    await checkMasterKey({ db, sealer })
    const cheapHash = await hash(PASSWORD, COSTS.cheap)
    const deps = { db, sealer, now: systemClock }
    await applyChanges(deps, declared(urlsOf(port), cheapHash))
    const acme = await findOrganizationBySlug(db, 'acme')
    if (!acme) throw new Error('The organization was not made.')
    await seedPeople(db, acme.id, people)
  } finally {
    await close()
  }
}

function declared({ acme, okta }: Urls, passwordHash: string): DeclaredOrganization[] {
  const broker = { clientId: 'acme', clientSecret: 'a-secret-between-two-organizations' }
  return [
    {
      slug: 'okta',
      name: 'Okta of the bench',
      url: parseOrganizationUrl(okta),
      users: Array.from({ length: BROKERED_PEOPLE }, (_, index) => {
        const profile = { givenName: 'Ada', familyName: 'Lovelace' }
        return { login: loginOf('cheap', index), emailVerified: true, profile, passwordHash }
      }),
      applications: [
        {
          ...broker,
          label: 'Acme',
          type: 'web',
          redirectUris: [`${acme}/sso/openid`],
          assignments: { everyone: true },
        },
      ],
    },
    {
      slug: 'acme',
      name: 'Acme',
      url: parseOrganizationUrl(acme),
      users: [{ login: OWNER, role: 'owner', emailVerified: true, passwordHash }],
      connections: [
        {
          ...broker,
          slug: 'okta',
          name: 'Okta',
          wellKnownUrl: `${okta}/.well-known/openid-configuration`,
          issuer: okta,
          trustedDomains: ['bench.test'],
        },
      ],
      applications: [
        {
          clientId: WEB_APP.id,
          clientSecret: WEB_APP.secret,
          label: 'Bench',
          type: 'web',
          grantTypes: ['authorization_code', 'refresh_token'],
          redirectUris: [WEB_APP.redirectUri],
          refreshToken: { rotation: 'ROTATE', leewaySeconds: 0 },
          assignments: { everyone: true },
        },
        {
          clientId: SERVICE_APP.id,
          clientSecret: SERVICE_APP.secret,
          label: 'Service of the bench',
          type: 'service',
          assignments: { everyone: true },
        },
      ],
    },
  ]
}
