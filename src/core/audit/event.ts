import type { StepDetail } from '../../base/errors.ts'
import type { EventId, OrganizationId } from '../../base/ids.ts'

/** One line of the audit log. Types follow Okta's System Log where it has one. */
export type Event = Readonly<{
  id: EventId
  organizationId: OrganizationId
  at: number
  type: EventType
  outcome: 'success' | 'failure'
  actor: Readonly<{ kind: 'user' | 'application' | 'system'; id?: string }>
  target?: Readonly<{ kind: string; id: string }>
  detail: StepDetail
}>

export type EventType =
  | 'user.session.start'
  | 'user.session.end'
  | 'user.authentication.sso'
  | 'user.lifecycle.create'
  | 'user.lifecycle.activate'
  | 'user.lifecycle.suspend'
  | 'user.lifecycle.deactivate'
  | 'user.account.update_profile'
  | 'user.account.update_password'
  | 'user.identity.link'
  | 'user.identity.unlink'
  | 'group.lifecycle.create'
  | 'group.lifecycle.update'
  | 'group.lifecycle.delete'
  | 'group.user_membership.add'
  | 'group.user_membership.remove'
  | 'connection.lifecycle.create'
  | 'connection.lifecycle.update'
  | 'connection.lifecycle.delete'
  | 'application.lifecycle.create'
  | 'application.lifecycle.update'
  | 'application.lifecycle.activate'
  | 'application.lifecycle.deactivate'
  | 'application.lifecycle.delete'
  | 'application.client_secret.create'
  | 'application.client_secret.activate'
  | 'application.client_secret.deactivate'
  | 'application.client_secret.delete'
  | 'application.user_membership.update'
  | 'organization.lifecycle.create'
  | 'organization.lifecycle.update'
  | 'authorization_server.lifecycle.create'
  | 'authorization_server.lifecycle.update'
  | 'api_token.create'
  | 'api_token.revoke'
  | 'user.session.clear'
  | 'app.oauth2.token.revoke'
  | 'app.oauth2.token.detect_reuse'
  | 'app.oauth2.consent.grant'
  | 'app.oauth2.key.rotate'
  | 'app.generic.unauth_app_access_attempt'
