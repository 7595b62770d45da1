import type { DeclaredEventWebhook } from '../config/declared-organization.ts'
import { type EventWebhook, parseEventTypes } from '../core/audit/event-webhook.ts'
import { findEventWebhook, updateEventWebhook } from '../core/audit/event-webhook-store.ts'
import { writeNewWebhook } from '../core/audit/manage-event-webhook.ts'
import { changedMeanwhile, nextVersion } from '../core/versions/claim-version-store.ts'
import { differences, kindOf, type PlannedChange, secretChange } from './change.ts'
import { type Planning, recordChange } from './planning.ts'
import { isChanged, readSecret } from './secrets.ts'

/** Where an organization's events are sent. A new one begins with what happens from now on. */
export async function planEventWebhook(
  planning: Planning,
  given: DeclaredEventWebhook | undefined,
): Promise<PlannedChange[]> {
  if (!given) return []
  const { db, sealer, organization, isNew, at, path, fault } = planning
  const { id: organizationId } = organization
  const present = isNew ? undefined : await findEventWebhook(db, organizationId)
  const secret = await readSecret(planning, [...path, 'eventWebhook', 'secret'], {
    plain: given.secret,
    sealed: given.secretSealed,
  })
  if (!present && secret === undefined) {
    fault(
      [...path, 'eventWebhook'],
      'needs a secret: whsec_ and what openssl rand -base64 32 prints.',
    )
  }
  const { url } = given
  const { enabled = present?.enabled ?? true } = given
  const types = parseEventTypes(given.types ?? present?.types ?? [])
  const isNewSecret = await isChanged(sealer, present?.secretSealed, secret)
  const fields = present
    ? [...differences(present, { url, types, enabled }), ...secretChange('secret', isNewSecret)]
    : []
  const kind = kindOf(present, fields)

  async function prepare() {
    const secretSealed = isNewSecret
      ? await sealer.seal(secret ?? '')
      : (present?.secretSealed ?? '')
    const createdAt = present?.createdAt ?? at
    const times = { createdAt, updatedAt: present ? nextVersion(present, at) : at }
    const webhook: EventWebhook = { organizationId, url, types, enabled, secretSealed, ...times }
    return async (tx: typeof db) => {
      if (kind === 'none') return
      if (!present) return writeNewWebhook(tx, { webhook, actor: { kind: 'system' } })
      if (!(await updateEventWebhook(tx, webhook, present.updatedAt))) throw changedMeanwhile()
      const target = { kind: 'organization', id: organizationId }
      await recordChange(tx, planning, 'event_hook.updated', target, fields)
    }
  }
  const name = `${organization.slug}/eventWebhook`
  return [{ change: { kind, what: 'event webhook', path: name, fields }, prepare }]
}
