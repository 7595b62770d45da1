import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import type { Clock } from '../../base/clock.ts'
import type { UserId } from '../../base/ids.ts'
import type { Sealer } from '../../base/seal.ts'
import { equalSecrets } from '../../base/token.ts'
import type { Db } from '../../storage/database.ts'
import { recordEvent } from '../audit/event-store.ts'
import { type ShownFactor, wrongFactor } from '../factors/shown-factor.ts'
import type { Organization } from '../organizations/organization.ts'
import { type ChallengeOf, newChallenge, takeChallenge } from './challenge.ts'
import { methodOf, type Passkey, userHandleOf } from './passkey.ts'
import { findPasskey, listPasskeys, spendPasskey } from './passkey-store.ts'
import { readAssertion } from './read-credential.ts'
import { rpIdOf, wrongPasskey } from './relying-party.ts'

type Deps = Readonly<{ db: Db; now: Clock; sealer: Sealer }>
type Asked = Readonly<{
  organization: Pick<Organization, 'id' | 'url'>
  /** Known where it is the second factor. Without, the passkey says who it is. */
  userId?: UserId
  /** The pending sign-in, or the browser. */
  madeIn: string
}>

const challengeOf = ({ organization, userId, madeIn }: Asked): ChallengeOf => ({
  organizationId: organization.id,
  purpose: userId ? 'second_factor' : 'sign_in',
  madeIn,
})

/** What the browser is asked for. */
export async function askForPasskey(
  deps: Deps,
  asked: Asked,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { organization, userId } = asked
  const { generateAuthenticationOptions } = await import('@simplewebauthn/server')
  const has = userId ? await listPasskeys(deps.db, userId) : []
  return generateAuthenticationOptions({
    rpID: rpIdOf(organization),
    challenge: newChallenge(deps, challengeOf(asked)),
    // Of nobody, where nobody has proved anything yet: the browser offers what it has.
    allowCredentials: has.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: [...transports],
    })),
    userVerification: userId ? 'preferred' : 'required',
  })
}

type ShownPasskey = ShownFactor & Readonly<{ userId: UserId }>

/**
 * An answer signed with a passkey. Alone it counts as two factors, what the person has and what
 * unlocks it, so there the device must have made sure of the person.
 */
export async function checkPasskey(
  deps: Deps,
  asked: Asked,
  credential: string,
): Promise<ShownPasskey> {
  const { organization, userId } = asked
  const response = readAssertion(credential)
  const by = { organizationId: organization.id, credentialId: response.id }
  const passkey = await findPasskey(deps.db, by)
  if (!passkey || (userId && passkey.userId !== userId)) {
    throw wrongPasskey(new Error('no such passkey'))
  }
  const { userHandle } = response.response
  if (userHandle && !equalSecrets(String(userHandle), userHandleOf(passkey.userId))) {
    throw wrongPasskey(new Error('it names another person'))
  }
  const counter = await verify(deps, asked, { response, passkey })
  if (!isAhead(passkey, counter)) await refuseCopy(deps, passkey, counter)
  const spent = { id: passkey.id, counter }
  return {
    amr: [methodOf(passkey), ...(userId ? [] : ['user', 'mfa'])],
    userId: passkey.userId,
    spend: (tx) => spendPasskey(tx, spent, deps.now()),
  }
}

type Answer = Readonly<{ response: ReturnType<typeof readAssertion>; passkey: Passkey }>

async function verify(deps: Deps, asked: Asked, { response, passkey }: Answer): Promise<number> {
  const { organization, userId } = asked
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server')
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response,
    expectedChallenge: (challenge) => takeChallenge(deps, challengeOf(asked), challenge),
    expectedOrigin: organization.url,
    expectedRPID: rpIdOf(organization),
    requireUserVerification: userId === undefined,
    credential: {
      id: passkey.credentialId,
      publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
      // The count is compared below, once the signature over it is known to be right.
      counter: 0,
    },
  }).catch((error: unknown) => {
    throw wrongPasskey(error)
  })
  if (!verified) throw wrongPasskey(new Error('the signature is wrong'))
  return authenticationInfo.newCounter
}

const isAhead = (passkey: Passkey, counter: number) =>
  counter > passkey.counter || (counter === 0 && passkey.counter === 0)

/** The key was used elsewhere since: somebody may have a copy of it (WebAuthn section 6.1.1). */
async function refuseCopy({ db, now }: Deps, passkey: Passkey, counter: number): Promise<never> {
  const { organizationId, userId, id } = passkey
  const type = 'user.mfa.passkey.copied'
  const actor = { kind: 'user', id: userId } as const
  const target = { kind: 'user', id: userId }
  const detail = { passkey: id, expected: `above ${passkey.counter}`, received: counter }
  await recordEvent(db, { organizationId, type, actor, target, outcome: 'failure', detail }, now())
  throw wrongFactor(
    'This passkey seems to exist twice, so it was refused. Remove it, and add a new one.',
  )
}
