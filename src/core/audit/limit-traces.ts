import { type Clock, MINUTE } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import { networkOf } from '../../web/client-address.ts'
import type { TraceRecord } from './trace.ts'
import type { TraceWriter } from './trace-writer.ts'

/** How many traces one address may leave without anybody signing in successfully. */
const QUICK = 1_000
const ONE_MORE_EVERY_MS = MINUTE
/** An ordinary sign-in leaves one or two legs before the one that succeeds. */
const GIVEN_BACK = 2
const MOST_ADDRESSES = 10_000
const SAY_EVERY_MS = MINUTE

type Allowance = { left: number; at: number }

/**
 * Strangers leave traces too: with a made-up logout token, a callback out of nowhere, an unknown
 * client. Each counts against its address until somebody from there signs in, so that one address
 * cannot push other people's traces out of an organization's 100,000: in a fortnight it gets 21,000.
 * Counted in this process's memory, because traces are not worth a write to the database each.
 */
export function limitTraces(
  traces: TraceWriter,
  { now, log }: Readonly<{ now: Clock; log: Pick<Log, 'warn'> }>,
): TraceWriter {
  const allowances = new Map<string, Allowance>()
  let refused = 0
  let saidAt = Number.NEGATIVE_INFINITY

  function allowanceOf({ organizationId, address }: TraceRecord): Allowance {
    const key = `${organizationId} ${networkOf(address)}`
    const at = now()
    const known = allowances.get(key) ?? { left: QUICK, at }
    const earned = Math.floor((at - known.at) / ONE_MORE_EVERY_MS)
    const allowance = {
      left: Math.min(QUICK, known.left + earned),
      at: known.at + earned * ONE_MORE_EVERY_MS,
    }
    // Moved to the end, so that the one unseen for longest is dropped first.
    allowances.delete(key)
    allowances.set(key, allowance)
    if (allowances.size > MOST_ADDRESSES) {
      const [oldest] = allowances.keys()
      if (oldest !== undefined) allowances.delete(oldest)
    }
    return allowance
  }

  function refuse({ organizationId, address }: TraceRecord): void {
    refused += 1
    if (now() - saidAt < SAY_EVERY_MS) return
    saidAt = now()
    log.warn(
      { organizationId, address, refused },
      'one address left so many traces of attempts that came to nothing that no more are kept',
    )
  }

  return {
    ...traces,
    write(trace) {
      const allowance = allowanceOf(trace)
      if (trace.outcome === 'succeeded') {
        allowance.left = Math.min(QUICK, allowance.left + GIVEN_BACK)
      } else if (!isOfAdministrator(trace)) {
        if (allowance.left < 1) return refuse(trace)
        allowance.left -= 1
      }
      traces.write(trace)
    },
    load: () => {
      const { waiting, dropped } = traces.load()
      return { waiting, dropped: dropped + refused }
    },
  }
}

function isOfAdministrator({ outcome }: TraceRecord): boolean {
  return outcome === 'test_passed' || outcome === 'test_failed'
}
