import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { Sealer } from '../../base/seal.ts'
import { findApplication } from '../../core/applications/application-store.ts'
import type { LogoutNotice } from '../../core/logout-notices/logout-notice.ts'
import { findOrganization } from '../../core/organizations/organization-store.ts'
import type { Outbound } from '../../outbound/guarded-fetch.ts'
import type { Db } from '../../storage/database.ts'
import { makeLogoutToken } from './logout-token.ts'

export type SendDeps = Readonly<{ db: Db; now: Clock; sealer: Sealer; outbound: Outbound }>

export type Sent =
  | Readonly<{ kind: 'delivered' }>
  /** The application takes no notices any more, or is gone. */
  | Readonly<{ kind: 'nobody_to_tell' }>
  | Readonly<{ kind: 'failed'; why: string; isUnreachable: boolean }>

/** One try to tell one application. The answer's body is nobody's to read. */
export async function sendLogoutNotice(
  deps: SendDeps,
  notice: LogoutNotice,
  signal: AbortSignal,
): Promise<Sent> {
  const { db, now, outbound } = deps
  const application = await findApplication(db, notice.applicationId)
  const organization = await findOrganization(db, notice.organizationId)
  const address = application?.settings.backchannelLogoutUri
  if (!application || !organization || address === undefined) return { kind: 'nobody_to_tell' }
  const token = await makeLogoutToken(deps, { organization, application, notice }, now())
  if (token === undefined) return { kind: 'nobody_to_tell' }
  try {
    const { status } = await outbound.fetchFor(organization)(address, {
      method: 'POST',
      body: new URLSearchParams({ logout_token: token }),
      headers: { accept: 'application/json' },
      signal,
    })
    // Section 2.8 says 200, and that 204 is met with too.
    if (status === 200 || status === 204) return { kind: 'delivered' }
    return { kind: 'failed', why: `It answered ${status}.`, isUnreachable: status >= 500 }
  } catch (error) {
    if (signal.aborted || !(error instanceof Failure)) throw error
    const happened = String(error.detail.happened ?? error.message)
    return { kind: 'failed', why: happened, isUnreachable: error.code === 'upstream_unreachable' }
  }
}
