import type { ServerResponse } from 'node:http'
import type { JWK, JWTPayload } from 'jose'

export type SigningKey = { kid: string; privateKey: CryptoKey; publicKey: CryptoKey; jwk: JWK }

/** What a fault may use when it spoils an answer. */
export type PeerState = {
  issuer: string
  /** The same server under another host name, for answers that point elsewhere. */
  elsewhere: string
  clientId: string
  clientSecret: string
  /** The published key. Assigning another one is a rotation. */
  key: SigningKey
  /** Never published. */
  strangeKey: SigningKey
  /** Where a mix-up sends the browser: an honest provider's authorize address and client id there. */
  mixUp: { authorizationEndpoint: string; clientId: string } | undefined
}

export type Answer = { status?: number; headers?: Record<string, string>; body: string }

/** Takes the whole answer over: resolves with what to send, or writes (or withholds) it itself. */
export type TakeOver = (
  state: PeerState,
  response: ServerResponse,
) => Answer | 'handled' | Promise<Answer | 'handled'>

/** One thing that goes wrong. A provider that behaves has none of these. */
export type Fault = {
  /** What it does, in words. */
  does: string
  discovery?: TakeOver
  jwks?: TakeOver
  token?: TakeOver
  userinfo?: TakeOver
  authorize?: TakeOver
  document?: (document: Record<string, unknown>, state: PeerState) => Record<string, unknown>
  /** What the browser carries back to the redirect address. */
  redirect?: (answer: Record<string, string>, state: PeerState) => Record<string, string>
  claims?: (claims: JWTPayload, state: PeerState) => JWTPayload
  sign?: (claims: JWTPayload, state: PeerState) => Promise<string>
  tokenAnswer?: (answer: Record<string, unknown>, state: PeerState) => Record<string, unknown>
  userinfoClaims?: (claims: Record<string, unknown>) => Record<string, unknown>
  /** Userinfo as a token of its own (OpenID Connect Core §5.3.2). */
  signUserinfo?: (claims: JWTPayload, state: PeerState) => Promise<string>
  beforeToken?: (state: PeerState) => Promise<void>
}

export const json = (body: unknown, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

export function without<T extends Record<string, unknown>>(object: T, key: string): T {
  const copy = { ...object }
  delete copy[key]
  return copy
}
