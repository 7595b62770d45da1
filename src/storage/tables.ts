import type { Generated } from 'kysely'

/**
 * The rows, one interface a table. Both engines hold the same: text, integers, JSON as text, and
 * the bytes of pictures.
 * Times are epoch milliseconds, booleans are 0 or 1 (node:sqlite refuses both types otherwise).
 * The mapping to what the rest of the program speaks is in one function of each `*-store.ts`.
 */
export interface Tables {
  meta: MetaRow
  organization: OrganizationRow
  user: UserRow
  user_search_key: UserSearchKeyRow
  password_link: PasswordLinkRow
  recovery_link: RecoveryLinkRow
  group: GroupRow
  membership: MembershipRow
  connection: ConnectionRow
  connection_health: ConnectionHealthRow
  identity: IdentityRow
  link_request: LinkRequestRow
  pending_sign_in: PendingSignInRow
  totp_factor: TotpFactorRow
  passkey: PasskeyRow
  used_challenge: UsedChallengeRow
  recovery_code: RecoveryCodeRow
  throttle: ThrottleRow
  application: ApplicationRow
  application_secret: ApplicationSecretRow
  application_assignment: ApplicationAssignmentRow
  consent: ConsentRow
  dashboard: DashboardRow
  launch: LaunchRow
  authorization_server: AuthorizationServerRow
  signing_key: SigningKeyRow
  session: SessionRow
  mail: MailRow
  sign_in_attempt: SignInAttemptRow
  connection_test: ConnectionTestRow
  logout_notice: LogoutNoticeRow
  logout_delivery: LogoutDeliveryRow
  used_logout_token: UsedLogoutTokenRow
  artifact: ArtifactRow
  trace: TraceRow
  event: EventRow
  event_chain: EventChainRow
  event_webhook: EventWebhookRow
  event_stream: EventStreamRow
  api_token: ApiTokenRow
  idempotency_key: IdempotencyKeyRow
  picture: PictureRow
  provisioning_token: ProvisioningTokenRow
  provisioned_user: ProvisionedUserRow
  provisioned_group: ProvisionedGroupRow
}

/** Facts about the database itself, such as the value that proves the master key is the right one. */
export interface MetaRow {
  key: string
  value: string
}

export interface OrganizationRow {
  id: string
  slug: string
  name: string
  url: string
  settings: string
  passwords_back_at: number | null
  created_at: number
  updated_at: number
}

export interface UserRow {
  id: string
  organization_id: string
  login: string
  /** The login as it is compared: normalised, lower case; unique in the organization. */
  login_key: string
  email: string
  email_key: string
  email_verified: number
  profile: string
  status: string
  /** What counts: the highest of the role given by hand and those that connections give. */
  role: string
  /** The role given by hand, while a connection gives one too; else null, and `role` is it. */
  manual_role: string | null
  password_hash: string | null
  /** How many second factors the person has; only the stores of factors write it. */
  second_factors: number
  created_at: number
  updated_at: number
}

/** Under what a person is found, one row a key; see core/users/search-keys.ts. */
export interface UserSearchKeyRow {
  organization_id: string
  status: string
  key: string
  user_id: string
}

/** A link by which a person sets a password, once. */
/** A link by which an owner gets back in. */
export interface RecoveryLinkRow {
  /** Digest of the link's secret. */
  id: string
  organization_id: string
  user_id: string
  bound_to: string
  created_at: number
  expires_at: number
}

export interface PasswordLinkRow {
  /** Digest of the link's secret. */
  id: string
  organization_id: string
  user_id: string
  purpose: string
  /** Digest of what the person was when it was made: it ends when any of that changes. */
  bound_to: string
  created_at: number
  expires_at: number
}

export interface GroupRow {
  id: string
  organization_id: string
  name: string
  name_key: string
  description: string
  /** Whether its people need a second factor. */
  requires_second_factor: number
  created_at: number
  updated_at: number
}

/** One row for each that gives it: a membership lasts while anything gives it. */
export interface MembershipRow {
  user_id: string
  group_id: string
  /** `manual`, the id of the connection whose claims give it, or `scim:` and that of one that provisions. */
  source: string
}

export interface ConnectionRow {
  id: string
  organization_id: string
  slug: string
  name: string
  template: string
  enabled: number
  position: number
  well_known_url: string
  issuer: string
  client_id: string
  client_auth_method: string
  client_secret_sealed: string | null
  private_key_sealed: string | null
  settings: string
  /** Counts the groups of the organization that came, went or were renamed: claims may name them now. */
  groups_version: Generated<number>
  created_at: number
  updated_at: number
}

/** What the last looks at a connection's provider found; see core/connections/connection-health.ts. */
export interface ConnectionHealthRow {
  connection_id: string
  organization_id: string
  /** What was looked at: at another address everything else here is of no meaning. */
  well_known_url: string
  state: string
  /** In a row, up to now. */
  failures: number
  last_probe_at: number | null
  last_success_at: number | null
  last_failure_at: number | null
  last_failure: string | null
  findings: string
  clock_ahead_ms: number | null
  keys: string
  keys_rotated_at: number | null
  next_probe_at: number
  /** Until then somebody looks. */
  lease_until: number
}

export interface IdentityRow {
  connection_id: string
  subject: string
  user_id: string
  created_at: number
  last_used_at: number
  /** Of what the mapping gave at the last sign-in: while it is the same nothing is read or written. */
  mapping_digest: Generated<string>
  /** The role that the connection's claims give the person. */
  given_role: string | null
  /** The fields that came at the last sign-in, by name with spaces between; null where it is not known. */
  told: string | null
}

/** A first sign-in that met an account, and waits for that account's password. */
export interface LinkRequestRow {
  /** Digest of what the browser's address says. */
  id: string
  organization_id: string
  connection_id: string
  /** Null where no account may be tied: then every password is wrong. */
  user_id: string | null
  browser_digest: string
  trace_code: string
  /** Who the provider said it is, and how it was proved there. */
  asserted_sealed: string
  return_to: string
  created_at: number
  expires_at: number
}

/** Somebody proved one factor, and waits in their browser for the others that are required. */
export interface PendingSignInRow {
  /** Digest of what the browser's address says. */
  id: string
  organization_id: string
  user_id: string
  connection_id: string | null
  browser_digest: string
  trace_code: string
  /** How the person proved who they are so far. */
  proof_sealed: string
  /** What was shown since, as values of `amr`. */
  shown: string
  /** The session that is to be raised, where somebody is signed in already. */
  session_uid: string | null
  /** What an application wants of the session, beyond what the organization requires. */
  wanted: string | null
  return_to: string
  created_at: number
  expires_at: number
}

/** An authenticator app of somebody's. */
export interface TotpFactorRow {
  id: string
  organization_id: string
  user_id: string
  name: string
  secret_sealed: string
  /** The latest time step whose code was accepted: none is accepted twice. */
  last_step: number
  /** The pending sign-in or the session that adds it; null once it is confirmed. */
  begun_in: string | null
  created_at: number
  confirmed_at: number | null
  /** Until then it can be confirmed; null once it is. */
  expires_at: number | null
}

/** The public half of a key pair that a person's device or password manager keeps. */
export interface PasskeyRow {
  id: string
  organization_id: string
  user_id: string
  credential_id: string
  public_key: string
  /** How often the device says that the key was used; always 0 where it does not count. */
  counter: number
  /** JSON: how the browser reached the device that has it. */
  transports: string
  /** 1 where several devices may have the key. */
  synced: number
  name: string
  created_at: number
  last_used_at: number | null
}

/** A challenge that a passkey answered already, as long as it would be good otherwise. */
export interface UsedChallengeRow {
  /** Digest of the challenge. */
  id: string
  expires_at: number
}

/** A code for the day on which the other factors are lost; it is deleted by its use. */
export interface RecoveryCodeRow {
  /** Digest of the person and the code. */
  id: string
  user_id: string
  created_at: number
}

/** How often something was tried: an account's password, from an address. It names neither. */
export interface ThrottleRow {
  /** Digest of the organization, what is counted, and whose or where from. */
  id: string
  tries: number
  /** Before this nothing is tried. */
  next_at: number
  /** Forgotten from then on. */
  expires_at: number
}

export interface ApplicationRow {
  id: string
  organization_id: string
  client_id: string
  label: string
  type: string
  status: string
  link_id: string
  settings: string
  created_at: number
  updated_at: number
}

export interface ApplicationSecretRow {
  id: string
  application_id: string
  secret_sealed: string
  status: string
  created_at: number
}

export interface ApplicationAssignmentRow {
  application_id: string
  kind: string
  /** A user's or a group's id; empty for `everyone`. */
  target_id: string
}

/** What a person agreed to give an application that asks for consent. */
export interface ConsentRow {
  application_id: string
  user_id: string
  scopes: string
  given_at: number
}

/** How a person has arranged their tiles. */
export interface DashboardRow {
  user_id: string
  sections: string
}

/** When a person opened an application from its tile the last time. */
export interface LaunchRow {
  user_id: string
  application_id: string
  at: number
}

export interface AuthorizationServerRow {
  id: string
  organization_id: string
  slug: string
  settings: string
  created_at: number
  updated_at: number
}

export interface SigningKeyRow {
  id: string
  authorization_server_id: string
  alg: string
  status: string
  public_jwk: string
  private_jwk_sealed: string
  created_at: number
  /** When a previous key may be forgotten; null while it is next or current. */
  retires_at: number | null
}

export interface SessionRow {
  /** Digest of the cookie's value. */
  id: string
  organization_id: string
  user_id: string
  /** A name for the session that is no secret: what tokens and pages refer to it by. */
  uid: string
  authenticated_at: number
  amr: string
  acr: string | null
  connection_id: string | null
  upstream_sid: string | null
  id_token_sealed: string | null
  authorizations: string
  address: string
  user_agent: string
  created_at: number
  last_seen_at: number
  idle_expires_at: number
  expires_at: number
  /** 1 where it outlives the browser. */
  remembered: number
}

export interface SignInAttemptRow {
  id: string
  organization_id: string
  connection_id: string
  /** The code of the attempt's trace, so that the way back goes on with it. */
  trace_code: string
  state_digest: string
  browser_digest: string
  nonce: string
  code_verifier_sealed: string
  return_to: string
  /** 1 where the person was to sign in anew. */
  fresh: number
  created_at: number
  expires_at: number
  consumed_at: number | null
}

/** A test sign-in: under way while `asked_sealed` is there, and evidence once `outcome` is. */
export interface ConnectionTestRow {
  id: string
  organization_id: string
  /** Null for a connection that is not saved. */
  connection_id: string | null
  user_id: string
  session_id: string
  values_digest: string
  trace_code: string
  state_digest: string | null
  browser_digest: string
  asked_sealed: string | null
  outcome: string | null
  result_sealed: string | null
  created_at: number
  ended_at: number | null
  expires_at: number
}

/** What oidc-provider keeps: codes, tokens, grants, interactions. Keys are digests. */
export interface ArtifactRow {
  id: string
  authorization_server_id: string
  model: string
  payload: string
  grant_id: string | null
  user_id: string | null
  user_code_digest: string | null
  /** The session it ends with; null for what was asked for to outlive it. */
  session_uid: string | null
  consumed_at: number | null
  expires_at: number | null
}

/** An attempt to sign in: one row, to which each of its legs is added. */
export interface TraceRow {
  /** By its start, so that ids in order are attempts in order. */
  id: string
  organization_id: string
  code: string
  outcome: string
  connection_id: string | null
  application_id: string | null
  user_id: string | null
  address: string
  browser: string
  started_at: number
  ended_at: number
  leg_count: number
  /** Objects of JSON with commas between them: a leg is added without the others being read. */
  legs: string
  /** Whom the provider spoke of; the last column, which lists do not read. */
  asserted_sealed: string | null
}

export interface EventRow {
  id: string
  organization_id: string
  at: number
  type: string
  outcome: string
  actor_kind: string
  actor_id: string | null
  target_kind: string | null
  target_id: string | null
  detail: string
  /** Its place in the organization's chain; null until it is sealed, a moment after its commit. */
  sequence: number | null
  /** Over what the event says, its place, and the digest before. */
  digest: string | null
}

/** The end of an organization's chain of events, and of what was removed from its beginning. */
export interface EventChainRow {
  organization_id: string
  started_at: number
  sequence: number
  digest: string
  removed_sequence: number
  removed_digest: string
  /** When the end was found to be not what was last written here; null while it never was. */
  broken_at: number | null
  /** Over all of the above, with a key that is not in the database. */
  mac: string
  checked_at: number | null
  check_result: string | null
}

/** Where an organization's events are sent. */
export interface EventWebhookRow {
  organization_id: string
  url: string
  secret_sealed: string
  types: string
  enabled: number
  created_at: number
  updated_at: number
}

/** How far a destination has got in the log, which is its queue. */
export interface EventStreamRow {
  organization_id: string
  destination: string
  /** The last event that it took. */
  sequence: number
  lease_until: number
  failures: number
  next_try_at: number
  last_success_at: number | null
  last_failure_at: number | null
  last_failure: string | null
}

export interface ApiTokenRow {
  id: string
  organization_id: string
  user_id: string
  name: string
  /** Of the token's value, which is nowhere. */
  digest: string
  scopes: string
  created_at: number
  expires_at: number
  last_used_at: number | null
}

/** A creation that was asked for by a key, so that asking again makes nothing. */
export interface IdempotencyKeyRow {
  /** Digest of who asked, for what, and the key. */
  id: string
  request_digest: string
  /** Null while the first is still being answered. */
  status: number | null
  answer_sealed: string | null
  expires_at: number
}

/** An application is to be told that a session of somebody has ended (Back-Channel Logout 1.0). */
export interface MailRow {
  id: string
  organization_id: string
  user_id: string | null
  kind: string
  to_address: string
  state: string
  /** The message, or the wish; null once it is sent or given up. */
  sealed: string | null
  tries: number
  /** Until then it is in somebody's hands, or waits after a failure; null when it is over. */
  next_try_at: number | null
  last_error: string | null
  created_at: number
  sent_at: number | null
  expires_at: number
}

export interface LogoutNoticeRow {
  id: string
  organization_id: string
  application_id: string
  /** The authorization server that had given it the session. */
  server_slug: string
  user_id: string
  sid: string
  tries: number
  /** Until then it is in somebody's hands, or waits after a failure. */
  next_try_at: number
  created_at: number
  expires_at: number
}

/** How telling an application of ended sessions goes. */
export interface LogoutDeliveryRow {
  application_id: string
  failing_since: number | null
  last_success_at: number | null
  last_failure_at: number | null
  last_failure: string | null
  /** How many notices were given up since the last that arrived. */
  given_up: number
}

/** A provider's logout token that was taken, by a digest of its name: it counts once. */
export interface UsedLogoutTokenRow {
  id: string
  expires_at: number
}

/** A logo or an icon, and the thing that shows it. */
export interface PictureRow {
  id: string
  organization_id: string
  owner_id: string
  digest: string
  media_type: string
  bytes: Uint8Array
  created_at: number
}

/** With what a connection's provider may tell of its people and groups (SCIM). */
export interface ProvisioningTokenRow {
  id: string
  organization_id: string
  connection_id: string
  name: string
  /** Of the token's value, which is nowhere. */
  digest: string
  created_at: number
  expires_at: number
  last_used_at: number | null
}

/** A person whom a connection's provider tells of. */
export interface ProvisionedUserRow {
  connection_id: string
  user_id: string
  external_id: string | null
  /** What it says of the person and a profile has no place for. */
  attributes: string
  /** When it took the person out; null again once anybody else decided about their status. */
  ended_at: number | null
  /** When it deleted the person: from then on they are not there for it. */
  deleted_at: number | null
  created_at: number
}

export interface ProvisionedGroupRow {
  connection_id: string
  group_id: string
  external_id: string | null
  created_at: number
}
