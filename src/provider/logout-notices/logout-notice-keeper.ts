import { SECOND } from '../../base/clock.ts'
import type { ApplicationId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import { type Repeating, repeat } from '../../base/repeat.ts'
import { recordEvent } from '../../core/audit/event-store.ts'
import { noteDelivered, noteFailed } from '../../core/logout-notices/logout-delivery-store.ts'
import { type LogoutNotice, waitAfter } from '../../core/logout-notices/logout-notice.ts'
import {
  claimNotice,
  deleteNotice,
  listDueNotices,
  postponeAllOf,
  postponeNotice,
} from '../../core/logout-notices/logout-notice-store.ts'
import { type SendDeps, type Sent, sendLogoutNotice } from './send-logout-notice.ts'

type Deps = SendDeps & Readonly<{ log: Pick<Log, 'warn'>; random?: () => number }>

/** Cheap, since the index is empty most of the time, and a notice is on its way almost at once. */
const LOOK_EVERY_MS = 200
/** Longer than one try can take. After it, another node takes over from one that died. */
const LEASE_MS = 30 * SECOND
const MOST_AT_ONCE = 32
const MOST_OF_ONE_APPLICATION = 4

/**
 * Tells applications, in the background, of sessions that ended. The transaction that ended a session
 * also stored its notices, so a restart loses none, and of several nodes one sends each.
 */
export function startLogoutNoticeKeeper(deps: Deps): Repeating {
  const { db, now, log } = deps
  const running = new Map<Promise<void>, ApplicationId>()

  const isBusy = (id: ApplicationId) =>
    [...running.values()].filter((one) => one === id).length >= MOST_OF_ONE_APPLICATION

  function begin(notice: LogoutNotice, signal: AbortSignal): void {
    if (running.size >= MOST_AT_ONCE || isBusy(notice.applicationId)) return
    const ended = tell(deps, notice, signal)
      .catch((error: unknown) => {
        if (!signal.aborted) log.warn({ error, notice: notice.id }, 'a logout notice failed')
      })
      .finally(() => running.delete(ended))
    running.set(ended, notice.applicationId)
  }

  async function beginDue(signal: AbortSignal): Promise<void> {
    // Until no room or no notice is left: the many of one application must not hide those of others.
    for (let begun = -1; begun < running.size && running.size < MOST_AT_ONCE; ) {
      begun = running.size
      const busy = [...new Set(running.values())].filter(isBusy)
      const due = await listDueNotices(db, { now: now(), busy, limit: MOST_AT_ONCE })
      for (const notice of due) begin(notice, signal)
      if (due.length < MOST_AT_ONCE) return
    }
  }

  const rounds = repeat(beginDue, {
    everyMs: LOOK_EVERY_MS,
    onError: (error) => log.warn({ error }, 'no logout notices can be read'),
  })
  return {
    async stop() {
      await rounds.stop()
      await Promise.all(running.keys())
    },
  }
}

async function tell(deps: Deps, due: LogoutNotice, signal: AbortSignal): Promise<void> {
  const { db, now } = deps
  if (!(await claimNotice(db, due, now() + LEASE_MS))) return
  const { id, applicationId, tries } = due
  try {
    const sent = await sendLogoutNotice(deps, due, signal)
    switch (sent.kind) {
      case 'nobody_to_tell':
        await deleteNotice(db, id)
        return
      case 'delivered':
        if (await deleteNotice(db, id)) await noteDelivered(db, applicationId, now())
        return
      case 'failed':
        await tryLater(deps, due, sent)
    }
  } catch (error) {
    // Stopped halfway: the next node to look takes it up at once.
    if (signal.aborted) await postponeNotice(db, id, { tries, nextTryAt: now() })
    else await tryLater(deps, due, NOT_MADE)
    throw error
  }
}

/** A fault of our own, such as a key that cannot be read. It is retried like any other failure. */
const NOT_MADE = {
  kind: 'failed',
  why: 'The notice could not be made: the log of this server says why.',
  isUnreachable: false,
} as const

async function tryLater(
  { db, now, random = Math.random }: Deps,
  notice: LogoutNotice,
  { why, isUnreachable }: Extract<Sent, { kind: 'failed' }>,
): Promise<void> {
  const { id, applicationId, organizationId, userId } = notice
  const at = now()
  const tries = notice.tries + 1
  const nextTryAt = at + waitAfter(tries, random())
  const isGivenUp = nextTryAt >= notice.expiresAt
  await db.transaction().execute(async (tx) => {
    if (isGivenUp) await deleteNotice(tx, id)
    else await postponeNotice(tx, id, { tries, nextTryAt })
    if (isUnreachable) await postponeAllOf(tx, applicationId, nextTryAt)
    const isFirst = await noteFailed(tx, applicationId, { at, why, isGivenUp })
    if (!isFirst && !isGivenUp) return
    const type = isGivenUp ? 'application.logout_notice.give_up' : 'application.logout_notice.fail'
    const actor = { kind: 'system' } as const
    const target = { kind: 'application', id: applicationId }
    const detail = { why, tries, ...(isGivenUp && { user: userId }) }
    const outcome = 'failure'
    await recordEvent(tx, { organizationId, type, actor, target, outcome, detail }, at)
  })
}
