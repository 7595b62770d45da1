import type { z } from '@hono/zod-openapi'
import type { EventId } from '../base/ids.ts'
import type { Event } from '../core/audit/event.ts'
import { listEvents } from '../core/audit/event-search-store.ts'
import type { AdminApi, AdminDeps } from './admin-deps.ts'
import * as contract from './contract/events.ts'
import { decodeCursor, pageFrom } from './cursor.ts'
import { toTime } from './time.ts'

function viewEvent(event: Event): z.output<typeof contract.eventView> {
  const { id, at, type, outcome, actor, target, detail } = event
  // JSON knows no undefined: what was left out when it was written is not there.
  const told = Object.entries(detail).map(([name, value]) => [name, value ?? null] as const)
  return {
    id,
    at: toTime(at),
    type,
    outcome,
    actor: { kind: actor.kind, id: actor.id ?? null },
    target: target ?? null,
    detail: Object.fromEntries(told),
  }
}

export function mountEvents(api: AdminApi, { db }: AdminDeps): void {
  api.openapi(contract.listEvents, async (c) => {
    const { after, limit, target } = c.req.valid('query')
    const [last] = decodeCursor(after, 1) ?? []
    const events = await listEvents(db, c.env.visit.organization.id, {
      limit: limit + 1,
      ...(last !== undefined && { before: last as EventId }), // Compared, and trusted for nothing.
      ...(target !== undefined && { target }),
    })
    const { items, next } = pageFrom(events, limit, ({ id }) => [id])
    return c.json({ items: items.map(viewEvent), next }, 200)
  })
}
