import type {
  PublicKeyCredentialCreationOptionsJSON,
  VerifiedRegistrationResponse,
} from '@simplewebauthn/server'
import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import { newId } from '../../base/ids.ts'
import type { Sealer } from '../../base/seal.ts'
import type { Db } from '../../storage/database.ts'
import { type ShownFactor, wrongFactor } from '../factors/shown-factor.ts'
import type { Organization } from '../organizations/organization.ts'
import { displayName, type User } from '../users/user.ts'
import { newChallenge, takeChallenge } from './challenge.ts'
import { ALGORITHMS, MOST_PASSKEYS, methodOf, userHandleOf } from './passkey.ts'
import { insertPasskey, listPasskeys } from './passkey-store.ts'
import { readNewCredential } from './read-credential.ts'
import { rpIdOf, wrongPasskey } from './relying-party.ts'

type Deps = Readonly<{ db: Db; now: Clock; sealer: Sealer }>
type Adding = Readonly<{
  organization: Pick<Organization, 'id' | 'name' | 'url'>
  user: User
  /** The pending sign-in or the session in which it is added. */
  madeIn: string
}>

const challengeOf = ({ organization, madeIn }: Adding) =>
  ({ organizationId: organization.id, purpose: 'add', madeIn }) as const

/** What the browser is asked for. The library is loaded by whoever needs it first. */
export async function askForNewPasskey(
  deps: Deps,
  adding: Adding,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { organization, user } = adding
  const { generateRegistrationOptions } = await import('@simplewebauthn/server')
  const has = await listPasskeys(deps.db, user.id)
  return generateRegistrationOptions({
    rpName: organization.name,
    rpID: rpIdOf(organization),
    userName: user.login,
    userDisplayName: displayName(user),
    userID: new Uint8Array(Buffer.from(userHandleOf(user.id), 'base64url')),
    challenge: newChallenge(deps, challengeOf(adding)),
    // One from each authenticator is enough.
    excludeCredentials: has.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: [...transports],
    })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
  })
}

/** The new key and its first signature: right, it makes a factor of it, in the transaction of `spend`. */
export async function checkNewPasskey(
  deps: Deps,
  adding: Adding,
  { credential, name }: Readonly<{ credential: string; name: string }>,
): Promise<ShownFactor> {
  const { organization, user } = adding
  const info = await verify(deps, adding, credential)
  if ((await listPasskeys(deps.db, user.id)).length >= MOST_PASSKEYS) {
    throw new Failure('conflict', `Nobody has more than ${MOST_PASSKEYS} passkeys.`)
  }
  const at = deps.now()
  const synced = info.credentialDeviceType === 'multiDevice'
  const passkey = {
    id: newId('factor', at),
    organizationId: organization.id,
    userId: user.id,
    credentialId: info.credential.id,
    publicKey: Buffer.from(info.credential.publicKey).toString('base64url'),
    counter: info.credential.counter,
    transports: (info.credential.transports ?? []).slice(0, 8).map((one) => one.slice(0, 32)),
    synced,
    name: name.trim().slice(0, 60) || 'Passkey',
    createdAt: at,
    lastUsedAt: undefined,
  }
  return { amr: [methodOf(passkey)], spend: (tx) => insertPasskey(tx, passkey) }
}

type Info = NonNullable<VerifiedRegistrationResponse['registrationInfo']>

async function verify(deps: Deps, adding: Adding, credential: string): Promise<Info> {
  const { organization } = adding
  const response = readNewCredential(credential)
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server')
  const { registrationInfo } = await verifyRegistrationResponse({
    response,
    expectedChallenge: (challenge) => takeChallenge(deps, challengeOf(adding), challenge),
    expectedOrigin: organization.url,
    expectedRPID: rpIdOf(organization),
    // Beside a first factor it need not be two in itself; signing in with it alone asks for that.
    requireUserVerification: false,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch((error: unknown) => {
    throw wrongPasskey(error)
  })
  if (registrationInfo) return registrationInfo
  throw wrongFactor('Your browser made no passkey that can be used here. Try again.')
}
