import { findLogoutDelivery } from '../core/logout-notices/logout-delivery-store.ts'
import { countWaitingNotices } from '../core/logout-notices/logout-notice-store.ts'
import type { AdminApi, AdminDeps } from './admin-deps.ts'
import { getApplication } from './application-handlers.ts'
import * as contract from './contract/logout-notices.ts'
import { toTime } from './time.ts'

const MOST_COUNTED = 1_000

export function mountLogoutNotices(api: AdminApi, deps: AdminDeps): void {
  api.openapi(contract.getLogoutNotices, async (c) => {
    const { id } = await getApplication(deps, c, c.req.valid('param').id)
    const delivery = await findLogoutDelivery(deps.db, id)
    const time = (at: number | undefined) => (at === undefined ? null : toTime(at))
    const view = {
      waiting: await countWaitingNotices(deps.db, id, MOST_COUNTED),
      failingSince: time(delivery?.failingSince),
      lastSuccessAt: time(delivery?.lastSuccessAt),
      lastFailureAt: time(delivery?.lastFailureAt),
      lastFailure: delivery?.lastFailure ?? null,
      givenUp: delivery?.givenUp ?? 0,
    }
    return c.json(view, 200)
  })
}
