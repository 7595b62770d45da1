import { applyChanges } from '../apply/apply-changes.ts'
import type { Config } from '../config.ts'
import {
  beginFirstStart,
  endFirstStart,
  isFirstStartUnderWay,
} from '../core/installation/installation-store.ts'
import { listOrganizations } from '../core/organizations/organization-store.ts'
import type { Installation } from './open-installation.ts'

/**
 * A new installation begins as its configuration says. Later starts leave the database alone: what
 * was changed in it since would be undone by nothing more than a restart.
 */
export async function applyAtFirstStart(
  installation: Installation,
  { organizations, source }: Pick<Config, 'organizations' | 'source'>,
): Promise<void> {
  const { db, log } = installation
  const isEmpty = (await listOrganizations(db, 1)).length === 0
  // One that was killed between two organizations goes on where it was.
  const isFirst = isEmpty || (await isFirstStartUnderWay(db))
  if (isFirst && organizations.length > 0) {
    await beginFirstStart(db)
    const changes = await applyChanges(installation, organizations, source)
    await endFirstStart(db)
    log.info({ made: changes.length }, 'first start: what the configuration declares was made')
  } else if (isFirst) {
    log.warn('there is no organization yet: open the link that is printed, or run latchkey apply')
  } else if (organizations.length > 0) {
    log.info('what the configuration declares is applied by latchkey apply, not by a start')
  }
}
