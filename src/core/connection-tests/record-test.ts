import type { ConnectionId, OrganizationId, UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { recordEvent } from '../audit/event-store.ts'
import type { TestOutcome } from './connection-test.ts'

type EndedRun = Readonly<{
  organizationId: OrganizationId
  /** Undefined for a connection that is not saved; its name is told all the same. */
  connectionId: ConnectionId | undefined
  slug: string
  userId: UserId
  outcome: TestOutcome
  /** The cause, where it is known. */
  reason: string | undefined
  address: string
  traceCode: string
}>

/** Whether anybody would have been let in, at once or after a proof. */
export function hasPassed(outcome: TestOutcome): boolean {
  return outcome === 'would_sign_in' || outcome === 'would_ask_proof'
}

/** A test sends a secret to a provider, and reads a person's claims: who ran it stays on record. */
export async function recordTest(db: Db, run: EndedRun, now: number): Promise<void> {
  const { organizationId, connectionId, userId, outcome, reason } = run
  await recordEvent(
    db,
    {
      organizationId,
      type: 'connection.test.run',
      outcome: hasPassed(outcome) ? 'success' : 'failure',
      actor: { kind: 'user', id: userId },
      ...(connectionId && { target: { kind: 'connection', id: connectionId } }),
      detail: {
        connection: run.slug,
        saved: connectionId !== undefined,
        outcome,
        ...(reason && { reason }),
        address: run.address,
        trace: run.traceCode,
      },
    },
    now,
  )
}
