import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { OrganizationId } from '../../base/ids.ts'
import type { Sealer } from '../../base/seal.ts'
import type { Db } from '../../storage/database.ts'
import { isUniqueViolation } from '../../storage/unique-violation.ts'
import { atField } from '../users/at-field.ts'
import { changedMeanwhile, nextVersion } from '../versions/claim-version-store.ts'
import { findChain } from './chain-store.ts'
import { changedFields } from './changed-fields.ts'
import type { Event } from './event.ts'
import { recordEvent } from './event-store.ts'
import { beginStream, endStream } from './event-stream-store.ts'
import {
  type EventWebhook,
  newWebhookSecret,
  parseEventTypes,
  parseWebhookUrl,
} from './event-webhook.ts'
import {
  deleteEventWebhook,
  insertEventWebhook,
  updateEventWebhook,
} from './event-webhook-store.ts'

type Deps = Readonly<{ db: Db; now: Clock; sealer: Sealer }>
type By = Readonly<{ actor: Event['actor'] }>
type Wanted = Readonly<{ url: string; types: readonly string[]; enabled: boolean }>

/** Begins with the events from now on. The secret is returned this once. */
export async function addEventWebhook(
  { db, now, sealer }: Deps,
  { organizationId, actor, ...wanted }: Wanted & By & { organizationId: OrganizationId },
): Promise<{ webhook: EventWebhook; secret: string }> {
  const secret = newWebhookSecret()
  const at = now()
  const webhook: EventWebhook = {
    organizationId,
    ...checked(wanted),
    secretSealed: await sealer.seal(secret),
    createdAt: at,
    updatedAt: at,
  }
  try {
    await db.transaction().execute((tx) => writeNewWebhook(tx, { webhook, actor }))
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new Failure('already_exists', 'There is a webhook already: change that one.')
  }
  return { webhook, secret }
}

export async function writeNewWebhook(
  tx: Db,
  { webhook, actor }: By & { webhook: EventWebhook },
): Promise<void> {
  const { organizationId, url, createdAt } = webhook
  await insertEventWebhook(tx, webhook)
  const chain = await findChain(tx, organizationId)
  await beginStream(tx, { organizationId, destination: 'webhook' }, chain?.sequence ?? 0)
  const type = 'event_hook.created'
  await recordEvent(tx, { organizationId, type, actor, detail: { url } }, createdAt)
}

type Change = Readonly<{ [K in keyof Wanted]?: Wanted[K] | undefined }>

/** Events of the time in which it was off or failing are sent once it is on again. */
export async function changeEventWebhook(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  { existing, change, actor }: By & { existing: EventWebhook; change: Change },
): Promise<EventWebhook> {
  const { url = existing.url, types = existing.types, enabled = existing.enabled } = change
  const updatedAt = nextVersion(existing, now())
  const webhook = { ...existing, ...checked({ url, types, enabled }), updatedAt }
  await write(db, { existing, webhook, actor, at: updatedAt })
  return webhook
}

/** The former secret is not used any more. */
export async function renewWebhookSecret(
  { db, now, sealer }: Deps,
  { existing, actor }: By & { existing: EventWebhook },
): Promise<string> {
  const secret = newWebhookSecret()
  const updatedAt = nextVersion(existing, now())
  const webhook = { ...existing, secretSealed: await sealer.seal(secret), updatedAt }
  await write(db, { existing, webhook, actor, at: updatedAt })
  return secret
}

type Written = By & Readonly<{ existing: EventWebhook; webhook: EventWebhook; at: number }>

async function write(db: Db, { existing, webhook, actor, at }: Written): Promise<void> {
  const { organizationId } = webhook
  await db.transaction().execute(async (tx) => {
    if (!(await updateEventWebhook(tx, webhook, existing.updatedAt))) throw changedMeanwhile()
    const isNewSecret = webhook.secretSealed !== existing.secretSealed
    const secret = isNewSecret ? { 'changed.secret': true } : {}
    const detail = { ...changedFields(existing, webhook), ...secret }
    await recordEvent(tx, { organizationId, type: 'event_hook.updated', actor, detail }, at)
  })
}

export async function removeEventWebhook(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  { existing, actor }: By & { existing: EventWebhook },
): Promise<void> {
  const { organizationId, url } = existing
  await db.transaction().execute(async (tx) => {
    if (!(await deleteEventWebhook(tx, organizationId))) return
    await endStream(tx, { organizationId, destination: 'webhook' })
    const type = 'event_hook.deleted'
    await recordEvent(tx, { organizationId, type, actor, detail: { url } }, now())
  })
}

function checked({ url, types, enabled }: Wanted): Wanted {
  return {
    url: atField('url', () => parseWebhookUrl(url)),
    types: atField('types', () => parseEventTypes(types)),
    enabled,
  }
}
