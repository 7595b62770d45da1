import { decodeJwt } from 'jose'
import type { Client } from 'oidc-provider'
import { Failure } from '../base/errors.ts'
import type { Session } from '../core/sessions/session.ts'
import type { PooledProvider } from './provider-pool.ts'

export type SignOutRequest = Readonly<{
  idTokenHint: string | undefined
  clientId: string | undefined
  postLogoutRedirectUri: string | undefined
  state: string | undefined
}>

type SignOutDecision =
  /** The application proved that it signed this very person in: no question is asked. */
  | Readonly<{ kind: 'sign_out'; to: string | undefined }>
  /** Anybody could have sent the browser here: the person is asked first. */
  | Readonly<{ kind: 'ask' }>
  /** Nobody is signed in; the application gets its browser back. */
  | Readonly<{ kind: 'nothing'; to: string | undefined }>

/**
 * RP-Initiated Logout 1.0, decided from what was sent and who is signed in. An ID token that we
 * signed is the proof (an expired one too, section 4); an address to go to is followed only with
 * that proof, and only if it is registered.
 */
export async function decideSignOut(
  { provider }: PooledProvider,
  request: SignOutRequest,
  session: Session | undefined,
): Promise<SignOutDecision> {
  const hint = request.idTokenHint && (await readHint(provider, request))
  if (!hint) return session ? { kind: 'ask' } : { kind: 'nothing', to: undefined }

  const to = registeredAddress(hint.client, request)
  if (!session) return { kind: 'nothing', to }
  // Somebody else is signed in on this browser now: an old token does not sign them out.
  return hint.subject === session.userId ? { kind: 'sign_out', to } : { kind: 'ask' }
}

async function readHint(
  provider: PooledProvider['provider'],
  { idTokenHint = '', clientId }: SignOutRequest,
): Promise<{ client: Client; subject: string }> {
  const audience = audienceOf(idTokenHint)
  const client = audience && (await provider.Client.find(audience))
  if (!client || (clientId !== undefined && clientId !== audience)) throw invalidHint()
  try {
    const { payload } = await provider.IdToken.validate(idTokenHint, client)
    return { client, subject: String(payload.sub) }
  } catch (cause) {
    throw invalidHint(cause)
  }
}

function audienceOf(idToken: string): string | undefined {
  try {
    const { aud } = decodeJwt(idToken)
    return typeof aud === 'string' ? aud : aud?.[0]
  } catch {
    return undefined
  }
}

function invalidHint(cause?: unknown): Failure {
  return new Failure(
    'invalid_input',
    'The application asked to sign you out with an ID token that this site did not make for it.',
    { cause },
  )
}

function registeredAddress(
  client: Client,
  { postLogoutRedirectUri: uri, state }: SignOutRequest,
): string | undefined {
  if (uri === undefined) return undefined
  if (!client.postLogoutRedirectUriAllowed(uri)) {
    throw new Failure(
      'invalid_input',
      'The application wants you back at an address that is not registered as one of its sign-out redirect URIs.',
      { detail: { expected: client.postLogoutRedirectUris?.join(' '), received: uri } },
    )
  }
  if (state === undefined) return uri
  const url = new URL(uri)
  url.searchParams.set('state', state)
  return url.href
}
