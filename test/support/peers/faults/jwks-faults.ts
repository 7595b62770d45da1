import { SignJWT } from 'jose'
import { bomb, drip, neverAnswers, oversized, redirectElsewhere, status } from './bad-answers.ts'
import { type Fault, json, without } from './fault.ts'
import { signWith } from './id-token-faults.ts'
import { newSigningKey } from './signing-key.ts'

/** The published keys. */
export const JWKS_FAULTS = {
  jwks_404: {
    does: 'the keys are not there',
    jwks: status(404, { error: 'not_found' }),
  },
  jwks_500: { does: 'the keys answer 500', jwks: status(500) },
  jwks_empty: { does: 'no key is published', jwks: () => json({ keys: [] }) },
  jwks_two_and_no_kid: {
    does: 'two keys are published, and the ID token names neither',
    jwks: ({ key, strangeKey }) => json({ keys: [key.jwk, strangeKey.jwk] }),
    sign: (claims, { key }) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(key.privateKey),
  },
  jwks_oversized: { does: 'the keys are 2 MiB', jwks: oversized },
  jwks_bomb: { does: 'the keys unpack to 64 MiB', jwks: bomb },
  jwks_drip: { does: 'the keys come a byte a second', jwks: drip },
  jwks_never_answers: { does: 'the keys never come', jwks: neverAnswers },
  jwks_redirect: {
    does: 'the keys’ address redirects to another host with strange keys',
    jwks: redirectElsewhere('/strange-keys'),
  },
} satisfies Record<string, Fault>

const PROTOCOL = new Set(['iss', 'sub', 'aud', 'exp', 'iat', 'nonce', 'at_hash', 'auth_time'])

/** Unusual but right: a client that refuses one of these is wrong. */
export const HARMLESS_ODDITIES = {
  keys_rotated: {
    does: 'new keys between the discovery and the token, the old ones gone',
    async beforeToken(state) {
      state.key = await newSigningKey()
    },
  },
  no_kid: {
    does: 'one published key, and no kid in the ID token (OpenID Connect Core §10.1)',
    sign: (claims, { key }) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(key.privateKey),
  },
  aud_as_list: {
    does: 'the audience is a list of this client alone',
    claims: (c, { clientId }) => ({ ...c, aud: [clientId] }),
  },
  right_azp: {
    does: 'azp names this client',
    claims: (c, { clientId }) => ({ ...c, azp: clientId }),
  },
  no_at_hash: {
    does: 'no at_hash in the code flow, where it is optional',
    claims: (c) => without(c, 'at_hash'),
  },
  token_type_lower_case: {
    does: 'the token type is written bearer',
    tokenAnswer: (a) => ({ ...a, token_type: 'bearer' }),
  },
  userinfo_signed: {
    does: 'userinfo is a signed token (OpenID Connect Core §5.3.2)',
    document: (d) => ({ ...d, userinfo_signing_alg_values_supported: ['RS256', 'none'] }),
    claims: (c) => Object.fromEntries(Object.entries(c).filter(([name]) => PROTOCOL.has(name))),
    signUserinfo: (claims, { key }) => signWith(claims, key),
  },
  claims_at_userinfo_only: {
    does: 'the ID token has no claims about the person but sub',
    claims: (c) => Object.fromEntries(Object.entries(c).filter(([name]) => PROTOCOL.has(name))),
  },
} satisfies Record<string, Fault>
