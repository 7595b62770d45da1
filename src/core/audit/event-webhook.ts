import { randomBytes } from 'node:crypto'
import { Failure } from '../../base/errors.ts'
import type { OrganizationId } from '../../base/ids.ts'
import { isSecureAddress } from '../../base/loopback.ts'
import { typesThatBeginWith } from './event-search-store.ts'

/** Where an organization's events are sent, one after the other. */
export type EventWebhook = Readonly<{
  organizationId: OrganizationId
  url: string
  secretSealed: string
  /** Types, or beginnings of types; none means all. */
  types: readonly string[]
  enabled: boolean
  createdAt: number
  updatedAt: number
}>

/** As in Standard Webhooks: what follows the prefix is the key in base64. */
const MARK = 'whsec_'

export function newWebhookSecret(): string {
  return `${MARK}${randomBytes(32).toString('base64')}`
}

export function parseWebhookSecret(text: string): string {
  const key = text.startsWith(MARK) ? text.slice(MARK.length) : ''
  const bytes = Buffer.from(key, 'base64')
  const isWhole = bytes.toString('base64').replace(/=+$/, '') === key.replace(/=+$/, '')
  if (isWhole && bytes.length >= 24 && bytes.length <= 64) return text
  throw new Failure(
    'invalid_input',
    `The secret is ${MARK} and 24 to 64 bytes in base64: openssl rand -base64 32.`,
  )
}

export function keyOfWebhookSecret(secret: string): Buffer {
  return Buffer.from(secret.slice(MARK.length), 'base64')
}

export function parseWebhookUrl(text: string): string {
  const url = URL.parse(text.trim())
  if (url && isSecureAddress(url) && !url.username && !url.password && !url.hash) return url.href
  throw new Failure(
    'invalid_input',
    'The address is https (http on loopback only), without a user name and without a fragment.',
  )
}

export function parseEventTypes(types: readonly string[]): readonly string[] {
  return [...new Set(types.map(parseEventType))].toSorted()
}

/** A type, or the beginning of one or more. */
export function parseEventType(text: string): string {
  if (text !== '' && typesThatBeginWith(text).length > 0) return text
  throw new Failure('invalid_input', `No type of event begins with “${text.slice(0, 100)}”.`)
}

export function acceptsType({ types }: Pick<EventWebhook, 'types'>, type: string): boolean {
  return types.length === 0 || types.some((begin) => type.startsWith(begin))
}
