import type { Migration } from 'kysely/migration'
import { foundation } from './0001-foundation.ts'
import { administration } from './0002-administration.ts'
import { pictures } from './0004-pictures.ts'
import { people } from './0005-people.ts'
import { mapping } from './0006-mapping.ts'
import { portal } from './0007-portal.ts'
import { attempts } from './0008-attempts.ts'
import { audit } from './0009-audit.ts'
import { connectionTests } from './0010-connection-tests.ts'
import { health } from './0011-health.ts'
import { throttle } from './0012-throttle.ts'
import { factors } from './0013-factors.ts'
import { passkeys } from './0014-passkeys.ts'
import { recovery } from './0015-recovery.ts'
import { trial } from './0015-trial.ts'
import { mail } from './0016-mail.ts'
import { logout } from './0017-logout.ts'
import { provisioning } from './0018-provisioning.ts'
import { asserted } from './0019-asserted.ts'
import { fresh } from './0021-fresh.ts'
import { remember } from './0022-remember.ts'
import { leaner } from './0023-leaner.ts'
import { told } from './0024-told.ts'

/** Every migration, oldest first. Names are kept in databases: never rename, never reorder. */
export const MIGRATIONS: readonly (readonly [name: string, migration: Migration])[] = [
  ['0001-foundation', foundation],
  ['0002-administration', administration],
  ['0004-pictures', pictures],
  ['0005-people', people],
  ['0006-mapping', mapping],
  ['0007-portal', portal],
  ['0008-attempts', attempts],
  ['0009-audit', audit],
  ['0010-connection-tests', connectionTests],
  ['0011-health', health],
  ['0012-throttle', throttle],
  ['0013-factors', factors],
  ['0014-passkeys', passkeys],
  ['0015-recovery', recovery],
  ['0015-trial', trial],
  ['0016-mail', mail],
  ['0017-logout', logout],
  ['0018-provisioning', provisioning],
  ['0019-asserted', asserted],
  ['0021-fresh', fresh],
  ['0022-remember', remember],
  ['0023-leaner', leaner],
  ['0024-told', told],
]
