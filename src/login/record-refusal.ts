import { MINUTE } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import type { UserId } from '../base/ids.ts'
import { hasFailedSince, recordEvent } from '../core/audit/event-store.ts'
import type { TraceRecord } from '../core/audit/trace.ts'
import { isAccountSlowed, recordSlowed } from '../core/throttle/record-slowed.ts'
import type { LoginDeps } from './login-deps.ts'

/**
 * A refused sign-in is a line of the audit log, where it is of a person who is known here or of
 * somebody whom a connection vouches for. One a minute and person (or connection): whoever guesses
 * passwords must not fill it, and each try has its trace. Nobody waits for it, because the time it
 * takes would tell that there is such a person.
 */
export function recordRefusal(deps: LoginDeps, record: TraceRecord, error: unknown): void {
  const isOfSomebody = record.userId !== undefined || record.connectionId !== undefined
  if (!isOfSomebody || record.outcome !== 'refused' || !(error instanceof Failure)) return
  keepRefusal(deps, record, error).catch((reason: unknown) => {
    deps.log.warn({ error: reason }, 'a refused sign-in could not be recorded')
  })
}

async function keepRefusal(
  { db, now }: LoginDeps,
  { organizationId, userId, connectionId, code, address, browser }: TraceRecord,
  error: Failure,
): Promise<void> {
  const at = now()
  if (error.code === 'too_many_tries') {
    // Of an address that has to wait nothing is known about whom it names.
    if (userId === undefined || !isAccountSlowed(error)) return
    return recordSlowed(db, { organizationId, userId: userId as UserId, address, trace: code }, at)
  }
  const type = 'user.session.start'
  const whose = userId === undefined ? { targetId: connectionId ?? '' } : { actorId: userId }
  if (await hasFailedSince(db, { organizationId, type, ...whose }, at - MINUTE)) return
  await recordEvent(
    db,
    {
      organizationId,
      type,
      outcome: 'failure',
      actor: { kind: 'user', ...(userId !== undefined && { id: userId }) },
      ...(connectionId && { target: { kind: 'connection', id: connectionId } }),
      detail: { reason: error.code, address, browser, trace: code },
    },
    at,
  )
}
