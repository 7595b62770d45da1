import { type Clock, systemClock } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import type { Config } from '../config.ts'
import { callbackPath } from '../core/connections/connection.ts'
import { listConnections } from '../core/connections/connection-store.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { listOrganizations } from '../core/organizations/organization-store.ts'
import { examineProvider } from '../doctor/examine-provider.ts'
import { type Finding, note, right, wrong } from '../doctor/finding.ts'
import { createOutbound } from '../outbound/guarded-fetch.ts'
import type { Db } from '../storage/database.ts'
import { isMissing } from '../storage/sqlite-file.ts'
import { examineOwnAddress } from './examine-address.ts'
import { examineMail } from './examine-mail.ts'
import { examineFile, examineMasterKey, examinePlace, examineTables } from './examine-storage.ts'
import { openConfigured } from './open-installation.ts'

/** The findings on one part of the installation, such as one organization or one connection. */
export type Examined = Readonly<{ about: string; findings: readonly Finding[] }>

/** Examines this installation as it is configured, without changing anything. */
export async function examineInstallation(
  config: Config,
  now: Clock = systemClock,
): Promise<Examined[]> {
  const configuration = { about: 'configuration', findings: [examineConfiguration(config)] }
  if (isMissing(config.database)) {
    const findings = [examinePlace(config.database), await examineMasterKey(undefined, config)]
    return [configuration, { about: 'storage', findings }]
  }
  try {
    const { db, close } = await openConfigured(config.database)
    try {
      const findings = [
        await examineTables(db),
        ...examineFile(config.database),
        await examineMasterKey(db, config),
      ]
      const mail = { about: 'mail', findings: [await examineMail(config)] }
      const organizations = await examineOrganizations(db, config, now)
      return [configuration, { about: 'storage', findings }, mail, ...organizations]
    } finally {
      await close()
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const findings = [wrong('database', error.message), await examineMasterKey(undefined, config)]
    return [configuration, { about: 'storage', findings }]
  }
}

function examineConfiguration({ file }: Config): Finding {
  return file === undefined
    ? note('file', 'There is no configuration file; everything has its default.')
    : right('file', `${file} has no fault.`)
}

async function examineOrganizations(db: Db, config: Config, now: Clock): Promise<Examined[]> {
  const organizations = await listOrganizations(db).catch(() => [])
  if (organizations.length === 0) {
    const remedy = 'Start the server: it prints the link that makes the first one.'
    return [
      {
        about: 'organizations',
        findings: [note('organizations', 'There is no organization yet.', { remedy })],
      },
    ]
  }
  const examined = organizations.map((one) => examineOrganization(db, one, config, now))
  return (await Promise.all(examined)).flat()
}

async function examineOrganization(
  db: Db,
  organization: Organization,
  config: Config,
  now: Clock,
): Promise<Examined[]> {
  // Its own address may be a private one, to which other calls may not go.
  const toItself = createOutbound({ allow: [new URL(organization.url).hostname] })
  const toOthers = createOutbound({ allow: config.outboundAllow })
  try {
    const own = { fetch: toItself.fetchFor(organization), now }
    const others = { fetch: toOthers.fetchFor(organization), now }
    const connections = await listConnections(db, organization.id)
    const enabled = connections.filter((connection) => connection.enabled)
    return [
      {
        about: `organization ${organization.slug}`,
        findings: await examineOwnAddress(own, organization, config),
      },
      ...(await Promise.all(
        enabled.map(async (connection) => {
          const path = callbackPath(connection, connections.length)
          const { findings } = await examineProvider(others, {
            address: connection.wellKnownUrl,
            registration: {
              clientId: connection.clientId,
              redirectUri: `${organization.url}${path}`,
            },
          })
          return { about: `connection ${organization.slug}/${connection.slug}`, findings }
        }),
      )),
    ]
  } finally {
    await Promise.all([toItself.close(), toOthers.close()])
  }
}
