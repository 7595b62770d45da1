import { DAY, HOUR, MINUTE } from '../../base/clock.ts'
import type { MailId, OrganizationId, UserId } from '../../base/ids.ts'
import { LIFETIME_MS } from '../password-links/password-link.ts'

export const MAIL_KINDS = [
  'password_reset_asked',
  'password_reset',
  'sign_in_hint',
  'invitation',
  'password_changed',
] as const
/** `password_reset_asked` is a wish that was typed, whoever it names; it becomes another kind, or nothing. */
export type MailKind = (typeof MAIL_KINDS)[number]

export const MAIL_STATES = ['waiting', 'sent', 'failed'] as const
export type MailState = (typeof MAIL_STATES)[number]

/** A message to somebody, or the wish for one. What it says is sealed while it is needed, and then gone. */
export type Mail = Readonly<{
  id: MailId
  organizationId: OrganizationId
  userId: UserId | undefined
  kind: MailKind
  to: string
  state: MailState
  sealed: string | undefined
  tries: number
  /** Undefined once nobody tries any more. */
  nextTryAt: number | undefined
  lastError: string | undefined
  createdAt: number
  sentAt: number | undefined
  expiresAt: number
}>

/**
 * Until when a message is worth sending: a link for a new password opens nothing after its hour. An
 * invitation's is good for as long as messages are kept.
 */
export function worthSendingUntil({ kind, createdAt, expiresAt }: Mail): number {
  return kind === 'password_reset' ? createdAt + LIFETIME_MS.reset : expiresAt
}

export type Message = Readonly<{ subject: string; text: string }>

/** How long it is seen what became of a message; what is not sent by then is not sent. */
export const MAIL_KEPT_MS = 7 * DAY
/** A wish for a new password is answered at once or not at all. */
export const WISH_LIVES_MS = HOUR

const WAITS_MS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR]
const LONGEST_WAIT_MS = 8 * HOUR

/** How long a message waits after it has failed `tries` times. */
export function waitAfter(tries: number): number {
  return WAITS_MS[tries - 1] ?? LONGEST_WAIT_MS
}
