import type { z } from '@hono/zod-openapi'
import { newId } from '../base/ids.ts'
import { findStream } from '../core/audit/event-stream-store.ts'
import type { EventWebhook } from '../core/audit/event-webhook.ts'
import { findEventWebhook } from '../core/audit/event-webhook-store.ts'
import {
  addEventWebhook,
  changeEventWebhook,
  removeEventWebhook,
  renewWebhookSecret,
} from '../core/audit/manage-event-webhook.ts'
import { sendWebhook, whyNot } from '../core/audit/webhook-message.ts'
import type { AdminApi, AdminContext, AdminDeps } from './admin-deps.ts'
import { actorOf } from './caller.ts'
import * as contract from './contract/event-webhook.ts'
import { found } from './found.ts'
import { toTime } from './time.ts'
import { changeVersion, etagOf, withVersion } from './versions.ts'

export function mountEventWebhook(api: AdminApi, deps: AdminDeps): void {
  const { db, now, sealer } = deps
  const read = async (c: AdminContext) =>
    found(await findEventWebhook(db, c.env.visit.organization.id))

  const view = async (webhook: EventWebhook): Promise<z.output<typeof contract.webhookView>> => {
    const { organizationId, url, types, enabled, createdAt, updatedAt } = webhook
    const stream = await findStream(db, { organizationId, destination: 'webhook' })
    const time = (at: number | null | undefined) => (at ? toTime(at) : null)
    const failures = stream?.failures ?? 0
    return {
      url,
      types: [...types],
      enabled,
      sent: stream?.sequence ?? 0,
      failures,
      lastSuccessAt: time(stream?.last_success_at),
      lastFailureAt: time(stream?.last_failure_at),
      lastFailure: failures > 0 ? (stream?.last_failure ?? null) : null,
      nextTryAt: failures > 0 ? time(stream?.next_try_at) : null,
      createdAt: toTime(createdAt),
      updatedAt: toTime(updatedAt),
    }
  }

  api.openapi(contract.getWebhook, async (c) => {
    const webhook = await read(c)
    withVersion(c, webhook)
    return c.json(await view(webhook), 200)
  })

  api.openapi(contract.createWebhook, async (c) => {
    const organizationId = c.env.visit.organization.id
    const wanted = { ...c.req.valid('json'), organizationId, actor: actorOf(c) }
    const { webhook, secret } = await addEventWebhook(deps, wanted)
    return c.json({ ...(await view(webhook)), secret }, 201)
  })

  api.openapi(contract.updateWebhook, async (c) => {
    const change = c.req.valid('json')
    const webhook = await changeVersion(c, {
      read: () => read(c),
      etag: etagOf,
      view: ({ url, types, enabled }) => ({ url, types, enabled }),
      change: (existing) => changeEventWebhook(deps, { existing, change, actor: actorOf(c) }),
    })
    withVersion(c, webhook)
    return c.json(await view(webhook), 200)
  })

  api.openapi(contract.deleteWebhook, async (c) => {
    await removeEventWebhook(deps, { existing: await read(c), actor: actorOf(c) })
    return c.body(null, 204)
  })

  api.openapi(contract.renewSecret, async (c) => {
    const existing = await read(c)
    return c.json({ secret: await renewWebhookSecret(deps, { existing, actor: actorOf(c) }) }, 200)
  })

  api.openapi(contract.testWebhook, async (c) => {
    const { url, secretSealed } = await read(c)
    const { organization } = c.env.visit
    const at = now()
    const data = { text: `A test from ${organization.name}: if you read this, it works.` }
    const message = { id: newId('event', at), type: 'event_hook.test', at: toTime(at), data }
    try {
      const secret = await sealer.open(secretSealed)
      await sendWebhook(deps.fetchFor(organization), { url, secret, message, now: at })
      return c.json({ delivered: true, message: 'The receiver took it.' }, 200)
    } catch (error) {
      return c.json({ delivered: false, message: whyNot(error) }, 200)
    }
  })
}
