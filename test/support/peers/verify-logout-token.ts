import type { IncomingMessage } from 'node:http'
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose'

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout'

type LogoutTokenOf = Readonly<{ issuer: string; jwksUri: string; audience: string }>

/**
 * What a logout notice says, checked as an application must: OpenID Connect Back-Channel Logout
 * 1.0 section 2.6. Client libraries leave this to their callers.
 */
export async function readLogoutNotice(
  request: IncomingMessage,
  { issuer, jwksUri, audience }: LogoutTokenOf,
): Promise<JWTPayload> {
  let form = ''
  for await (const chunk of request) form += chunk
  const token = new URLSearchParams(form).get('logout_token') ?? ''
  const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(jwksUri)), {
    issuer,
    audience,
    typ: 'logout+jwt',
    requiredClaims: ['iat', 'exp', 'jti', 'sub', 'sid'],
  })
  const { events } = payload
  if (typeof events !== 'object' || events === null || !(LOGOUT_EVENT in events))
    throw new Error('no logout event')
  if ('nonce' in payload) throw new Error('a nonce in a logout token')
  return payload
}
