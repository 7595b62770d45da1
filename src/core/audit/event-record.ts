import type { Event } from './event.ts'
import type { EventType } from './event-types.ts'

/** An event as others see it: in the API, in exports, at webhooks and in files. */
type EventRecord = Readonly<{
  id: string
  at: string
  type: EventType
  outcome: Event['outcome']
  actor: Readonly<{ kind: Event['actor']['kind']; id: string | null }>
  target: Readonly<{ kind: string; id: string }> | null
  detail: Record<string, string | number | boolean | null>
  sequence: number | null
  digest: string | null
}>

export function eventRecord(event: Event): EventRecord {
  const { id, at, type, outcome, actor, target, detail, sequence, digest } = event
  // JSON has no undefined, so what was undefined when it was written is absent.
  const told = Object.entries(detail).map(([name, value]) => [name, value ?? null] as const)
  return {
    id,
    at: new Date(at).toISOString(),
    type,
    outcome,
    actor: { kind: actor.kind, id: actor.id ?? null },
    target: target ?? null,
    detail: Object.fromEntries(told),
    sequence: sequence ?? null,
    digest: digest ?? null,
  }
}
