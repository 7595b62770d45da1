import { createHmac } from 'node:crypto'
import { exportSPKI, type JWTPayload, SignJWT } from 'jose'
import { type Fault, type PeerState, type SigningKey, without } from './fault.ts'

const now = () => Math.floor(Date.now() / 1_000)

export function signWith(
  claims: JWTPayload,
  key: SigningKey,
  header: Record<string, unknown> = {},
): Promise<string> {
  const protectedHeader = { alg: 'RS256', kid: key.kid, typ: 'JWT', ...header }
  return new SignJWT(claims).setProtectedHeader(protectedHeader).sign(key.privateKey)
}

/** Written by hand, because no library signs these. */
export function compact(
  header: Record<string, unknown>,
  claims: JWTPayload,
  secret?: string,
): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const input = `${part(header)}.${part(claims)}`
  const signature = secret ? createHmac('sha256', secret).update(input).digest('base64url') : ''
  return `${input}.${signature}`
}

const hs256 = (kid: string) => ({ alg: 'HS256', kid, typ: 'JWT' })

/** ID tokens that must be refused, one rule of OpenID Connect Core §3.1.3.7 at a time. */
export const ID_TOKEN_FAULTS = {
  wrong_iss: {
    does: 'the ID token names another issuer',
    claims: (c) => ({ ...c, iss: 'https://somebody-else.test' }),
  },
  iss_trailing_slash: {
    does: 'the ID token’s issuer has a slash too many',
    claims: (c) => ({ ...c, iss: `${c.iss}/` }),
  },
  missing_iss: { does: 'the ID token has no iss', claims: (c) => without(c, 'iss') },
  wrong_aud: {
    does: 'the ID token is for another client',
    claims: (c) => ({ ...c, aud: 'another-client' }),
  },
  missing_aud: { does: 'the ID token has no aud', claims: (c) => without(c, 'aud') },
  extra_aud_without_azp: {
    does: 'the ID token has two audiences and no azp',
    claims: (c, { clientId }) => ({ ...c, aud: [clientId, 'another-client'] }),
  },
  wrong_azp: {
    does: 'the ID token has two audiences and was issued to the other one',
    claims: (c, { clientId }) => ({
      ...c,
      aud: [clientId, 'another-client'],
      azp: 'another-client',
    }),
  },
  wrong_azp_single_aud: {
    does: 'the ID token is for this client, but azp names another',
    claims: (c) => ({ ...c, azp: 'another-client' }),
  },
  wrong_nonce: {
    does: 'the ID token has another nonce than was asked for',
    claims: (c) => ({ ...c, nonce: 'of-another-attempt' }),
  },
  missing_nonce: {
    does: 'the ID token has no nonce though one was sent',
    claims: (c) => without(c, 'nonce'),
  },
  expired: {
    does: 'the ID token ran out an hour ago',
    claims: (c) => ({ ...c, iat: now() - 7_200, exp: now() - 3_600 }),
  },
  not_yet_valid: {
    does: 'the ID token is valid from an hour ahead (nbf)',
    claims: (c) => ({ ...c, nbf: now() + 3_600 }),
  },
  issued_in_future: {
    does: 'the ID token says it was issued an hour ahead (iat)',
    claims: (c) => ({ ...c, iat: now() + 3_600, exp: now() + 7_200 }),
  },
  missing_exp: { does: 'the ID token has no exp', claims: (c) => without(c, 'exp') },
  missing_iat: { does: 'the ID token has no iat', claims: (c) => without(c, 'iat') },
  missing_sub: { does: 'the ID token has no sub', claims: (c) => without(c, 'sub') },
  empty_sub: { does: 'the ID token has an empty sub', claims: (c) => ({ ...c, sub: '' }) },
  stale_auth_time: {
    does: 'the ID token says the person signed in a day ago (matters with max_age)',
    claims: (c) => ({ ...c, auth_time: now() - 86_400 }),
  },
  wrong_at_hash: {
    does: 'at_hash belongs to another access token',
    claims: (c) => ({ ...c, at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }),
  },
  bad_signature: {
    does: 'the signature does not fit the claims',
    async sign(claims, { key }) {
      const good = await signWith(claims, key)
      const [header, , signature] = good.split('.')
      // Not the sub: a signature check must be what notices, not a comparison with userinfo.
      const forged = { ...claims, email: 'mallory@acme.test', groups: ['admins'] }
      const [, changed] = (await signWith(forged, key)).split('.')
      return `${header}.${changed}.${signature}`
    },
  },
  unknown_key: {
    does: 'signed with a key that is never published, under its own kid',
    sign: (claims, { strangeKey }) => signWith(claims, strangeKey),
  },
  unknown_key_known_kid: {
    does: 'signed with a key that is never published, under the published kid',
    sign: (claims, { key, strangeKey }) => signWith(claims, strangeKey, { kid: key.kid }),
  },
  alg_none: {
    does: 'not signed, and says so (alg none)',
    sign: async (claims) => compact({ alg: 'none', typ: 'JWT' }, claims),
  },
  hs256_with_public_pem: {
    does: 'HS256, with the PEM of the public key as the secret',
    sign: async (claims, { key }) =>
      compact(hs256(key.kid), claims, await exportSPKI(key.publicKey)),
  },
  hs256_with_public_jwk: {
    does: 'HS256, with the JWK of the public key as the secret',
    sign: async (claims, { key }) => compact(hs256(key.kid), claims, JSON.stringify(key.jwk)),
  },
  hs256_with_client_secret: {
    does: 'HS256 with the client secret, though the client expects RS256',
    sign: async (claims, { key, clientSecret }) => compact(hs256(key.kid), claims, clientSecret),
  },
  jku_elsewhere: {
    does: 'signed with a strange key, whose address is in the header (jku)',
    sign: (claims, state) =>
      signWith(claims, state.strangeKey, { jku: `${state.elsewhere}/strange-keys` }),
  },
  jwk_in_header: {
    does: 'signed with a strange key that comes along in the header (jwk)',
    sign: (claims, { strangeKey }) => signWith(claims, strangeKey, { jwk: strangeKey.jwk }),
  },
  unknown_crit: {
    does: 'the header has a critical extension that nobody knows (RFC 7515 §4.1.11)',
    sign: async (claims, { key }) => withUnknownCrit(claims, key),
  },
  pbes2_bomb: {
    does: 'an encrypted ID token that asks for two thousand million rounds of key derivation',
    sign: async () => {
      const header = {
        alg: 'PBES2-HS256+A128KW',
        enc: 'A128GCM',
        p2c: 2_000_000_000,
        p2s: 'c2FsdHNhbHQ',
      }
      const encoded = Buffer.from(JSON.stringify(header)).toString('base64url')
      return `${encoded}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA`
    },
  },
  not_a_jwt: { does: 'the ID token is not a JWT', sign: async () => 'not.a-jwt' },
} satisfies Record<string, Fault>

async function withUnknownCrit(claims: JWTPayload, key: PeerState['key']): Promise<string> {
  const header = { alg: 'RS256', kid: key.kid, crit: ['urn:peer:new'], 'urn:peer:new': true }
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const input = `${part(header)}.${part(claims)}`
  const algorithm = { name: 'RSASSA-PKCS1-v1_5' }
  const signature = await crypto.subtle.sign(algorithm, key.privateKey, Buffer.from(input))
  return `${input}.${Buffer.from(signature).toString('base64url')}`
}
