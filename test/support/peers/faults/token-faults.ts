import {
  bomb,
  cutsConnection,
  drip,
  htmlPage,
  neverAnswers,
  oversized,
  redirectElsewhere,
  status,
} from './bad-answers.ts'
import { type Fault, without } from './fault.ts'
import { compact, signWith } from './id-token-faults.ts'

/** The token endpoint. */
export const TOKEN_FAULTS = {
  token_invalid_client: {
    does: 'the token endpoint does not accept the client',
    token: status(401, { error: 'invalid_client', error_description: 'No such <b>client</b>.' }),
  },
  token_invalid_client_400: {
    does: 'the token endpoint does not accept the client, with 400 as some providers answer',
    token: status(400, { error: 'invalid_client' }),
  },
  token_invalid_grant: {
    does: 'the token endpoint does not accept the code',
    token: status(400, { error: 'invalid_grant', error_description: 'The code has expired.' }),
  },
  token_500: { does: 'the token endpoint answers 500', token: status(500) },
  token_html: { does: 'the token endpoint answers with a page', token: htmlPage },
  token_drip: { does: 'the token endpoint answers a byte a second', token: drip },
  token_oversized: { does: 'the token endpoint answers 2 MiB', token: oversized },
  token_bomb: { does: 'the token endpoint’s answer unpacks to 64 MiB', token: bomb },
  token_never_answers: { does: 'the token endpoint never answers', token: neverAnswers },
  token_cut: { does: 'the token endpoint cuts the connection', token: cutsConnection },
  token_redirect: {
    does: 'the token endpoint redirects, secret and all, to another host',
    token: redirectElsewhere('/token'),
  },
  token_without_id_token: {
    does: 'no ID token in the answer',
    tokenAnswer: (a) => without(a, 'id_token'),
  },
  token_without_access_token: {
    does: 'no access token in the answer',
    tokenAnswer: (a) => without(a, 'access_token'),
  },
  token_type_unknown: {
    does: 'a token type that nobody knows',
    tokenAnswer: (a) => ({ ...a, token_type: 'mystery' }),
  },
} satisfies Record<string, Fault>

/** The userinfo endpoint. */
export const USERINFO_FAULTS = {
  userinfo_other_sub: {
    does: 'userinfo tells of another person than the ID token',
    userinfoClaims: (c) => ({ ...c, sub: 'somebody-else', email: 'mallory@acme.test' }),
  },
  userinfo_without_sub: { does: 'userinfo has no sub', userinfoClaims: (c) => without(c, 'sub') },
  userinfo_401: { does: 'userinfo answers 401', userinfo: status(401, { error: 'invalid_token' }) },
  userinfo_500: { does: 'userinfo answers 500', userinfo: status(500) },
  userinfo_html: { does: 'userinfo answers with a page', userinfo: htmlPage },
  userinfo_oversized: { does: 'userinfo answers 2 MiB', userinfo: oversized },
  userinfo_bomb: { does: 'userinfo’s answer unpacks to 64 MiB', userinfo: bomb },
  userinfo_signed_by_stranger: {
    does: 'userinfo is a token that somebody else has signed',
    signUserinfo: (claims, { key, strangeKey }) => signWith(claims, strangeKey, { kid: key.kid }),
  },
  userinfo_alg_none: {
    does: 'userinfo is a token that nobody has signed',
    signUserinfo: async (claims) => compact({ alg: 'none' }, claims),
  },
  userinfo_for_another: {
    does: 'userinfo is a token for another client',
    signUserinfo: (claims, { key }) => signWith({ ...claims, aud: 'another-client' }, key),
  },
  userinfo_never_answers: { does: 'userinfo never answers', userinfo: neverAnswers },
} satisfies Record<string, Fault>
