import type { z } from '@hono/zod-openapi'
import type { EventId } from '../base/ids.ts'
import { checkChain, type KeptCheck, lastCheck } from '../core/audit/check-chain.ts'
import type { Event } from '../core/audit/event.ts'
import { EVENT_KEY_PURPOSE } from '../core/audit/event-digest.ts'
import { nameOfEvents } from '../core/audit/event-names-store.ts'
import { eventRecord } from '../core/audit/event-record.ts'
import { type EventFilter, listEvents } from '../core/audit/event-search-store.ts'
import { exportEvents } from '../core/audit/export-events.ts'
import type { AdminApi, AdminDeps } from './admin-deps.ts'
import { actorOf } from './caller.ts'
import * as contract from './contract/events.ts'
import { decodeCursor, pageFrom } from './cursor.ts'
import { toTime } from './time.ts'

type Asked = Omit<EventFilter, 'from' | 'until'> &
  Readonly<{ from?: string | undefined; until?: string | undefined }>

function filterFrom({ type, actor, target, outcome, from, until }: Asked): EventFilter {
  return {
    ...(type !== undefined && { type }),
    ...(actor !== undefined && { actor }),
    ...(target !== undefined && { target }),
    ...(outcome !== undefined && { outcome }),
    ...(from !== undefined && { from: Date.parse(from) }),
    ...(until !== undefined && { until: Date.parse(until) }),
  }
}

export function mountEvents(api: AdminApi, deps: AdminDeps): void {
  const { db, now, sealer } = deps

  api.openapi(contract.listEvents, async (c) => {
    const { after, limit, ...asked } = c.req.valid('query')
    const [last] = decodeCursor(after, 1) ?? []
    const { id: organizationId } = c.env.visit.organization
    const events = await listEvents(db, organizationId, {
      ...filterFrom(asked),
      limit: limit + 1,
      ...(last !== undefined && { before: last as EventId }), // Only compared, so any text will do.
    })
    const { items, next } = pageFrom(events, limit, ({ id }) => [id])
    const names = await nameOfEvents(db, organizationId, items)
    return c.json({ items: items.map((event) => viewEvent(event, names)), next }, 200)
  })

  api.openapi(contract.exportEvents, async (c) => {
    const { format, ...asked } = c.req.valid('query')
    const { id: organizationId, slug } = c.env.visit.organization
    const wanted = { organizationId, format, filter: filterFrom(asked), actor: actorOf(c) }
    const pages = await exportEvents({ db, now }, wanted)
    const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl'
    const name = `${slug}-events-${toTime(now()).slice(0, 10)}.${format}`
    c.header('content-type', type)
    c.header('content-disposition', `attachment; filename="${name}"`)
    // Each page is read only once the one before has been sent.
    return c.body(ReadableStream.from(pages).pipeThrough(new TextEncoderStream()), 200)
  })

  api.openapi(contract.getChainCheck, async (c) => {
    const kept = await lastCheck(db, c.env.visit.organization.id)
    return c.json({ last: kept ? viewCheck(kept) : null }, 200)
  })

  api.openapi(contract.checkChain, async (c) => {
    const key = sealer.keyFor(EVENT_KEY_PURPOSE)
    return c.json(viewCheck(await checkChain({ db, now, key }, c.env.visit.organization.id)), 200)
  })
}

/** An event as exports and webhooks have it, with the present names of the ids in it. */
function viewEvent(event: Event, names: ReadonlyMap<string, string>) {
  const { actor, target, ...record } = eventRecord(event)
  const nameOf = (id: string | null) => (id !== null && names.get(id)) || null
  return {
    ...record,
    actor: { ...actor, name: nameOf(actor.id) },
    target: target && { ...target, name: nameOf(target.id) },
  }
}

type CheckView = NonNullable<
  z.output<
    (typeof contract.getChainCheck.responses)[200]['content']['application/json']['schema']
  >['last']
>

function viewCheck({ checkedAt, fault, startedAt, ...counts }: KeptCheck): CheckView {
  const { intact, checked, first, last, digest, unsealed } = counts
  return {
    checkedAt: toTime(checkedAt),
    intact,
    message: fault?.message ?? null,
    sequence: fault?.sequence ?? null,
    checked,
    first,
    last,
    digest,
    startedAt: startedAt === undefined ? null : toTime(startedAt),
    unsealed,
  }
}
