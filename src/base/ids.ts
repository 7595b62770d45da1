import { bytesForNames } from './random-bytes.ts'

const PREFIXES = {
  organization: 'org',
  user: 'usr',
  group: 'grp',
  connection: 'con',
  application: 'app',
  authorizationServer: 'aus',
  signingKey: 'key',
  session: 'ses',
  signInAttempt: 'att',
  connectionTest: 'tst',
  trace: 'trc',
  event: 'evt',
  secret: 'sec',
  link: 'aln',
  apiToken: 'tok',
  provisioningToken: 'pvt',
  picture: 'pic',
  factor: 'fct',
  logoutNotice: 'lgn',
  mail: 'mal',
} as const

type Kind = keyof typeof PREFIXES
type Branded<K extends Kind> = string & { readonly idOf: K }

export type OrganizationId = Branded<'organization'>
export type UserId = Branded<'user'>
export type GroupId = Branded<'group'>
export type ConnectionId = Branded<'connection'>
export type ApplicationId = Branded<'application'>
export type AuthorizationServerId = Branded<'authorizationServer'>
export type SigningKeyId = Branded<'signingKey'>
export type SessionId = Branded<'session'>
export type SignInAttemptId = Branded<'signInAttempt'>
export type ConnectionTestId = Branded<'connectionTest'>
export type TraceId = Branded<'trace'>
export type EventId = Branded<'event'>
export type SecretId = Branded<'secret'>
export type LinkId = Branded<'link'>
export type ApiTokenId = Branded<'apiToken'>
export type ProvisioningTokenId = Branded<'provisioningToken'>
export type PictureId = Branded<'picture'>
export type FactorId = Branded<'factor'>
export type LogoutNoticeId = Branded<'logoutNotice'>
export type MailId = Branded<'mail'>

const ALPHABET = '0123456789abcdefghijklmnopqrstuv'

/**
 * A new id such as `usr_06f2k…`: prefix, 48 bits of time, 80 random bits, in lower-case base 32
 * whose order is the order of time. Time-ordered keys insert two to three times as fast as random
 * ones, because neighbours in time are neighbours in the index. An id names a thing; it never
 * proves a right to it (see token.ts for what does).
 */
export function newId<K extends Kind>(kind: K, now: number = Date.now()): Branded<K> {
  // The cast is true because this function is where ids of each kind come from.
  return `${PREFIXES[kind]}_${timeOrdered(now)}` as Branded<K>
}

/**
 * A lower bound for the ids made at `time` or later, exact to 8 ms: its 9 characters hold 45 of the
 * 48 bits of time.
 */
export function lowestId(kind: Kind, time: number): string {
  return `${PREFIXES[kind]}_${timeOrdered(Math.max(0, time)).slice(0, 9)}`
}

/** The part of an id after its prefix: 26 characters that sort by time. */
export function timeOrdered(now: number): string {
  const bytes = Buffer.alloc(16)
  bytes.writeUIntBE(now, 0, 6)
  bytes.set(bytesForNames(10), 6)
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET[(held >>> bits) & 31]
    }
    held &= (1 << bits) - 1
  }
  return text + ALPHABET[(held << (5 - bits)) & 31]
}
