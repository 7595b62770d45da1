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
 * The first start creates what the configuration declares. Later starts leave the database alone:
 * otherwise a mere restart would undo what has been changed in it since.
 */
export async function applyAtFirstStart(
  installation: Installation,
  { organizations, source }: Pick<Config, 'organizations' | 'source'>,
): Promise<void> {
  const { db, log } = installation
  const isEmpty = (await listOrganizations(db, 1)).length === 0
  // A first start that was killed between two organizations continues.
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
