import type { StepDetail } from '../../base/errors.ts'
import type { EventId, OrganizationId } from '../../base/ids.ts'
import type { EventType } from './event-types.ts'

/** One line of the audit log. Types follow Okta's System Log where it has one. */
export type Event = Readonly<{
  id: EventId
  organizationId: OrganizationId
  at: number
  type: EventType
  outcome: 'success' | 'failure'
  actor: Readonly<{
    kind: 'user' | 'application' | 'connection' | 'provisioning_token' | 'system'
    id?: string
  }>
  target?: Readonly<{ kind: string; id: string }>
  detail: StepDetail
  /** Its place in the chain, and the digest that links it to the one before; absent until it is sealed. */
  sequence?: number
  digest?: string
}>
