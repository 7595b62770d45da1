import { createHmac, randomBytes } from 'node:crypto'
import { type Clock, MINUTE } from '../../base/clock.ts'
import type { OrganizationId } from '../../base/ids.ts'
import type { Sealer } from '../../base/seal.ts'
import { digest, equalSecrets } from '../../base/token.ts'
import type { Db } from '../../storage/database.ts'
import { wrongFactor } from '../factors/shown-factor.ts'
import { spendChallenge } from './used-challenge-store.ts'

const CHALLENGE_MS = 10 * MINUTE
const RANDOM_BYTES = 16
const TIME_BYTES = 6
const MAC_BYTES = 32

/** What a challenge is good for, and nothing else. */
export type ChallengeOf = Readonly<{
  organizationId: OrganizationId
  purpose: 'add' | 'second_factor' | 'sign_in'
  /** The browser, the pending sign-in or the session in which it was made. */
  madeIn: string
}>

type Deps = Readonly<{ db: Db; now: Clock; sealer: Sealer }>

/**
 * Random, with its end and our mark in it. Nothing is kept of it until it comes back answered, so that
 * strangers who look at the login screen write nothing.
 */
export function newChallenge(
  { sealer, now }: Omit<Deps, 'db'>,
  of: ChallengeOf,
): Uint8Array<ArrayBuffer> {
  const body = Buffer.alloc(RANDOM_BYTES + TIME_BYTES)
  randomBytes(RANDOM_BYTES).copy(body)
  body.writeUIntBE(now() + CHALLENGE_MS, RANDOM_BYTES, TIME_BYTES)
  return new Uint8Array(Buffer.concat([body, markOf(sealer, of, body)]))
}

/** Uses it up, whatever the answer is worth. Throws where it is another's, over, or was answered. */
export async function takeChallenge(
  { db, sealer, now }: Deps,
  of: ChallengeOf,
  challenge: string,
): Promise<true> {
  const bytes = Buffer.from(challenge.slice(0, 128), 'base64url')
  const body = bytes.subarray(0, RANDOM_BYTES + TIME_BYTES)
  const mark = bytes.subarray(body.length)
  const isOurs =
    mark.length === MAC_BYTES &&
    bytes.toString('base64url') === challenge &&
    equalSecrets(mark.toString('hex'), markOf(sealer, of, body).toString('hex'))
  if (!isOurs)
    throw wrongFactor('This was asked in another browser or page. Try again on this one.')
  const expiresAt = body.readUIntBE(RANDOM_BYTES, TIME_BYTES)
  if (expiresAt <= now()) throw wrongFactor('That took too long. Try again.')
  if (await spendChallenge(db, digest(challenge), expiresAt)) return true
  throw wrongFactor('This answer was used already. Try again.')
}

function markOf(sealer: Sealer, of: ChallengeOf, body: Uint8Array): Buffer {
  const said = JSON.stringify([of.organizationId, of.purpose, of.madeIn])
  const key = sealer.keyFor('passkey challenge')
  return createHmac('sha256', key).update(said).update('\0').update(body).digest()
}
