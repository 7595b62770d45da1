import type { OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { EventWebhookRow } from '../../storage/tables.ts'
import type { EventWebhook } from './event-webhook.ts'

export async function insertEventWebhook(db: Db, webhook: EventWebhook): Promise<void> {
  await db.insertInto('event_webhook').values(toRow(webhook)).execute()
}

/** False if it has another version by now, or was deleted. */
export async function updateEventWebhook(
  db: Db,
  webhook: EventWebhook,
  version: number,
): Promise<boolean> {
  const { organization_id, ...columns } = toRow(webhook)
  const row = await db
    .updateTable('event_webhook')
    .set(columns)
    .where('organization_id', '=', organization_id)
    .where('updated_at', '=', version)
    .returning('organization_id')
    .executeTakeFirst()
  return row !== undefined
}

/** True for the one caller that deleted it. */
export async function deleteEventWebhook(db: Db, organizationId: OrganizationId): Promise<boolean> {
  const row = await db
    .deleteFrom('event_webhook')
    .where('organization_id', '=', organizationId)
    .returning('organization_id')
    .executeTakeFirst()
  return row !== undefined
}

export async function findEventWebhook(
  db: Db,
  organizationId: OrganizationId,
): Promise<EventWebhook | undefined> {
  const row = await db
    .selectFrom('event_webhook')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .executeTakeFirst()
  return row && fromRow(row)
}

function toRow(webhook: EventWebhook): EventWebhookRow {
  return {
    organization_id: webhook.organizationId,
    url: webhook.url,
    secret_sealed: webhook.secretSealed,
    types: JSON.stringify(webhook.types),
    enabled: webhook.enabled ? 1 : 0,
    created_at: webhook.createdAt,
    updated_at: webhook.updatedAt,
  }
}

function fromRow(row: EventWebhookRow): EventWebhook {
  return {
    organizationId: row.organization_id as OrganizationId,
    url: row.url,
    secretSealed: row.secret_sealed,
    types: JSON.parse(row.types),
    enabled: row.enabled === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
