import {
  bomb,
  drip,
  neverAnswers,
  notJson,
  oversized,
  redirectElsewhere,
  status,
} from './bad-answers.ts'
import { type Fault, json, without } from './fault.ts'

/** The discovery document. */
export const DISCOVERY_FAULTS = {
  discovery_wrong_issuer: {
    does: 'the document names another issuer',
    document: (d) => ({ ...d, issuer: 'https://somebody-else.test' }),
  },
  discovery_trailing_slash: {
    does: 'the document’s issuer has a slash too many',
    document: (d) => ({ ...d, issuer: `${d.issuer}/` }),
  },
  discovery_missing_issuer: {
    does: 'the document has no issuer',
    document: (d) => without(d, 'issuer'),
  },
  discovery_without_token_endpoint: {
    does: 'the document has no token endpoint',
    document: (d) => without(d, 'token_endpoint'),
  },
  discovery_without_jwks_uri: {
    does: 'the document has no jwks_uri',
    document: (d) => without(d, 'jwks_uri'),
  },
  discovery_plain_http_endpoints: {
    does: 'the document’s endpoints are plain http on a host that is not loopback',
    document: (d) => ({
      ...d,
      authorization_endpoint: 'http://provider.test/authorize',
      token_endpoint: 'http://provider.test/token',
    }),
  },
  discovery_private_endpoints: {
    does: 'the document’s token and key addresses lie in a private network',
    document: (d) => ({
      ...d,
      token_endpoint: 'http://169.254.169.254/latest/token',
      jwks_uri: 'http://10.0.0.1/keys',
    }),
  },
  discovery_script_endpoint: {
    does: 'the document’s authorization endpoint is a script',
    document: (d) => ({ ...d, authorization_endpoint: 'javascript:alert(1)' }),
  },
  discovery_without_code: {
    does: 'the document offers no code flow',
    document: (d) => ({ ...d, response_types_supported: ['id_token'] }),
  },
  discovery_without_s256: {
    does: 'the document offers PKCE with plain alone',
    document: (d) => ({ ...d, code_challenge_methods_supported: ['plain'] }),
  },
  discovery_without_rs256: {
    does: 'the document offers HS256 ID tokens alone',
    document: (d) => ({ ...d, id_token_signing_alg_values_supported: ['HS256', 'none'] }),
  },
  discovery_404: {
    does: 'the document is not there',
    discovery: status(404, { error: 'not_found' }),
  },
  discovery_500: { does: 'the document answers 500', discovery: status(500) },
  discovery_not_json: { does: 'the document is not JSON', discovery: notJson },
  discovery_array: { does: 'the document is JSON but a list', discovery: () => json([]) },
  discovery_oversized: { does: 'the document is 2 MiB', discovery: oversized },
  discovery_bomb: { does: 'the document unpacks to 64 MiB', discovery: bomb },
  discovery_drip: { does: 'the document comes a byte a second', discovery: drip },
  discovery_never_answers: { does: 'the document never comes', discovery: neverAnswers },
  discovery_redirect: {
    does: 'the document’s address redirects to another host',
    discovery: redirectElsewhere('/.well-known/openid-configuration'),
  },
} satisfies Record<string, Fault>
