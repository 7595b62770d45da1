import { ATTEMPT_MS } from '../sign-in-attempts/sign-in-attempt.ts'
import { causeOf } from './catalogue.ts'
import type { Cause } from './cause.ts'
import type { ExplainContext, Explanation, Leg } from './explanation.ts'
import { fillIn, namesOf } from './names.ts'
import { vendorOf } from './places.ts'
import { recogniseRequest } from './recognise-request.ts'
import { recogniseSignIn } from './recognise-sign-in.ts'
import { remediesOf } from './remedies.ts'
import { type Seen, seenOf } from './seen.ts'
import { warningOf } from './warnings.ts'

/**
 * Why an attempt failed and what mends it, out of what its legs recorded. The last leg decides: what
 * failed before it was tried again. Undefined where nothing is wrong, or nothing is known yet.
 */
export function explainAttempt(
  legs: readonly Leg[],
  context: ExplainContext,
): Explanation | undefined {
  const leg = legs.at(-1)
  if (!leg) return
  if (leg.outcome === 'going_on') return explainAbandoned(leg, context)
  if (leg.outcome === 'succeeded' || leg.outcome === 'test_passed') {
    return explainWarning(legs, context)
  }
  const seen = seenOf(leg)
  const cause = leg.side === 'app' ? recogniseSignIn(seen) : recogniseRequest(seen)
  const isFault = /^[A-Z]/.test(seen.code)
  return compose(
    { cause: cause ?? (isFault ? 'server_fault' : 'unknown'), kind: 'failure' },
    seen,
    context,
  )
}

/** A provider's own error page tells us nothing; that nobody came back from it does. */
function explainAbandoned(leg: Leg, context: ExplainContext): Explanation | undefined {
  const wasSent = leg.steps.at(-1)?.name === 'send_to_provider'
  if (!wasSent || context.now - leg.startedAt < ATTEMPT_MS) return
  const seen = seenOf(leg)
  const told = { expected: seen.told('redirectUri'), received: 'nothing' }
  return { ...compose({ cause: 'never_came_back', kind: 'failure' }, seen, context), ...told }
}

function explainWarning(legs: readonly Leg[], context: ExplainContext): Explanation | undefined {
  for (const leg of legs.toReversed()) {
    const found = warningOf(leg, context)
    if (found) return compose({ cause: found.cause, kind: 'warning' }, found.seen, context)
  }
  return
}

function compose(
  { cause, kind }: Pick<Explanation, 'cause' | 'kind'>,
  seen: Seen,
  context: ExplainContext,
): Explanation {
  const { title, sentence, ...byDefault }: Cause = causeOf(cause)
  const names = namesOf(seen, context)
  const check = seen.told('check')
  const expected = seen.told('expected') || byDefault.expected
  const received =
    seen.told('received') || seen.told('happened') || byDefault.received || seen.message
  const vendor = context.connection ? vendorOf(context.connection) : 'generic'
  return {
    cause,
    kind,
    title: fillIn(title, names),
    sentence: fillIn(sentence, names),
    ...(check && { check }),
    ...(expected && { expected }),
    ...(received && { received }),
    remedies: remediesOf(causeOf(cause), { vendor, names, context }),
  }
}
