import { decodeJwt } from 'jose'
import { type Clock, MINUTE, SECOND } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import type { Connection } from '../core/connections/connection.ts'
import { listConnections } from '../core/connections/connection-store.ts'
import type { Organization } from '../core/organizations/organization.ts'
import type { Db } from '../storage/database.ts'
import { CLOCK_TOLERANCE_SECONDS } from './provider-clock.ts'
import type { ProviderDocuments } from './provider-documents.ts'
import { isName } from './provider-name.ts'
import { verifySignature } from './verify-id-token.ts'

type Deps = Readonly<{ db: Db; documents: ProviderDocuments; now: Clock }>

/** Whose sessions end: the one that the provider calls `sid`, or all that it knows the person by. */
type LogoutToken = Readonly<{
  connection: Connection
  jti: string
  sid: string | undefined
  subject: string | undefined
}>

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
/** Tokens without an end are good for that long (Back-Channel Logout 1.0 section 4 advises two minutes). */
export const LONGEST_LIFE_MS = 10 * MINUTE
const LONGEST_TOKEN = 16 * 1024
const KEYS_ASKED_EVERY_MS = 10 * SECOND

/** Back-Channel Logout 1.0 section 2.6: every check but the last, that it was not used before. */
export async function checkLogoutToken(
  { db, documents, now }: Deps,
  organization: Organization,
  token: string,
): Promise<LogoutToken> {
  const connection = await findConnectionOf(db, organization, token)
  const document = await documents.discover(organization, connection)
  const signed = { organization, connection, document, idToken: token }
  const patienceMs = KEYS_ASKED_EVERY_MS
  const { payload, protectedHeader } = await verifySignature(
    { documents, now },
    { ...signed, patienceMs },
  )
  const { jti, iat, events, sid, sub, nonce } = payload
  const typ = protectedHeader.typ?.toLowerCase() ?? 'jwt'
  if (typ !== 'logout+jwt' && typ !== 'jwt') throw refused('typ', 'logout+jwt', typ)
  if (!hasEvent(events)) throw refused('events', EVENT, events)
  // What has a nonce is an ID token, which anybody who signed in may hold.
  if (nonce !== undefined) throw refused('nonce', 'none', 'a nonce')
  const ageMs = now() - Number(iat ?? 0) * SECOND
  if (ageMs > LONGEST_LIFE_MS || ageMs < -CLOCK_TOLERANCE_SECONDS * SECOND) {
    throw refused('iat', 'a time of the last ten minutes', iat)
  }
  if (!isName(jti)) throw refused('jti', 'a name of 1 to 255 characters', jti)
  if (sid !== undefined && !isName(sid)) throw refused('sid', 'a name', sid)
  if (sub !== undefined && !isName(sub)) throw refused('sub', 'a name', sub)
  if (sid === undefined && sub === undefined) throw refused('sid', 'sid, sub or both', undefined)
  return { connection, jti, sid, subject: sub }
}

/** Read before it is believed, only to know whose keys to ask for. */
async function findConnectionOf(db: Db, { id }: Organization, token: string): Promise<Connection> {
  const { iss, aud } = readUnchecked(token)
  const audiences: readonly unknown[] = [aud].flat()
  // A disabled connection too: what began while it was enabled may end.
  const found = (await listConnections(db, id)).find(
    ({ issuer, clientId }) => issuer === iss && audiences.includes(clientId),
  )
  if (found) return found
  throw refused('iss', 'issuer and client ID of a connection', `${iss} for ${audiences.join(' ')}`)
}

function readUnchecked(token: string): { iss?: unknown; aud?: unknown } {
  try {
    if (token.length > LONGEST_TOKEN) throw new Error('too long')
    return decodeJwt(token)
  } catch (cause) {
    const detail = { check: 'logout_token', expected: 'a signed token', received: 'something else' }
    throw new Failure('invalid_input', 'This is no logout token.', { detail, cause })
  }
}

function hasEvent(events: unknown): boolean {
  if (typeof events !== 'object' || events === null || !Object.hasOwn(events, EVENT)) return false
  const told: unknown = (events as Record<string, unknown>)[EVENT] // An object: looked at above.
  return typeof told === 'object' && told !== null
}

function refused(check: string, expected: string, received: unknown): Failure {
  const shown = received === undefined ? 'nothing' : JSON.stringify(received).slice(0, 200)
  return new Failure('upstream_rejected', 'Its logout token did not pass the checks.', {
    detail: { check, expected, received: shown },
  })
}
