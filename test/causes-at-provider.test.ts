import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { CauseId } from '../src/core/causes/catalogue.ts'
import { createBrowser } from './support/browser.ts'
import { assertExplained, type Wanted } from './support/explained.ts'
import { connect, type LoginServer, startLoginServer } from './support/login-server.ts'
import { type Fault, json, without } from './support/peers/faults/fault.ts'
import type { FaultName } from './support/peers/faults/faults.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'

let server: LoginServer
let provider: MisbehavingProvider

before(async () => {
  server = await startLoginServer()
  provider = await startMisbehavingProvider()
  await connect(server, provider)
})
after(() => provider.close())

async function explained(fault: FaultName | Fault, wanted: Wanted, query = '') {
  provider.behave(fault)
  server.forgetDocuments()
  await createBrowser().get(`${server.url}/login/okta${query}`)
  return assertExplained(server, await server.traces(), wanted)
}

/** What the provider says at the callback address in place of a code. */
const says = (error: string, description: string): Fault => ({
  does: description,
  redirect: (answer) => ({
    ...without(answer, 'code'),
    error,
    error_description: description,
  }),
})

/** What it says at the token endpoint in place of tokens. */
const answers = (status: number, error: string, description: string): Fault => ({
  does: description,
  token: () => json({ error, error_description: description }, status),
})

test('logout tokens that end nothing', async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const send = async (logoutToken: string) => {
    const body = new URLSearchParams({ logout_token: logoutToken })
    const address = `${server.url}/sso/openid/backchannel-logout`
    assert.equal((await fetch(address, { method: 'POST', body })).status, 400)
    return server.traces()
  }
  provider.behave()
  const head = part({ alg: 'none' })
  const unknown = `${head}.${part({ iss: 'https://nobody.example', aud: 'x' })}.`
  await assertExplained(server, await send(unknown), {
    cause: 'logout_token_unknown',
    received: /nobody\.example for x/,
  })
  const { issuer: iss, clientId: aud } = provider
  for (const token of ['nonsense', `${head}.${part({ iss, aud })}.`]) {
    await assertExplained(server, await send(token), { cause: 'logout_token_refused' })
  }
})

test('a connection that wants a secret and has none', async () => {
  const secretless = { slug: 'secretless', clientSecretSealed: undefined }
  await connect(server, provider, { ...secretless, clientAuthMethod: 'client_secret_basic' })
  await createBrowser().get(`${server.url}/login/secretless`)
  await assertExplained(server, await server.traces(), {
    cause: 'client_secret_missing',
    where: 'here',
    link: /^\/console\/connections\/con_/,
  })
})

describe('a provider that refuses, in its own words', () => {
  const ROWS: readonly (readonly [string, Fault, Wanted])[] = [
    [
      'the person turned back',
      says('access_denied', 'Resource owner denied the request'),
      { cause: 'provider_refused_person', received: /denied/, where: 'okta', menu: 'System Log' },
    ],
    [
      'Okta: the person is not assigned',
      says('access_denied', 'User is not assigned to the client application.'),
      { cause: 'provider_not_assigned', received: /not assigned/, where: 'okta', menu: 'Assign' },
    ],
    [
      'Entra ID: the person is not assigned',
      says('access_denied', 'AADSTS50105: Your administrator has configured the application …'),
      { cause: 'provider_not_assigned', received: /AADSTS50105/ },
    ],
    [
      'Okta: no access policy at the custom authorization server',
      says(
        'access_denied',
        'Policy evaluation failed for this request, please check the policy configurations.',
      ),
      {
        cause: 'provider_policy_missing',
        received: /Policy evaluation failed/,
        where: 'okta',
        menu: 'Access Policies',
        paste: 'client-of-the-peer',
      },
    ],
    [
      'Okta: no rule for the scopes',
      says(
        'access_denied',
        'Policy evaluation succeeded, but all the requested scopes were rejected.',
      ),
      {
        cause: 'provider_scopes_rejected',
        where: 'okta',
        menu: 'Access Policies',
        paste: 'openid profile email',
      },
    ],
    [
      'Okta: a scope it does not have',
      says(
        'invalid_scope',
        'One or more scopes are not configured for the authorization server resource.',
      ),
      { cause: 'provider_scope_unknown', where: 'okta', menu: 'Scopes' },
    ],
    [
      'Okta: no authorization code',
      says(
        'unsupported_response_type',
        'The response type is not supported by the authorization server. Configured response types: [id_token].',
      ),
      { cause: 'provider_response_type', where: 'okta', menu: 'Grant type' },
    ],
    [
      'Okta: a wrong secret',
      answers(
        401,
        'invalid_client',
        'The client secret supplied for a confidential client is invalid.',
      ),
      {
        cause: 'client_secret_wrong',
        expected: /tokens/,
        received: /invalid_client/,
        where: 'okta',
        menu: 'CLIENT SECRETS',
      },
    ],
    [
      'Entra ID: an expired secret',
      answers(
        401,
        'invalid_client',
        "AADSTS7000222: The provided client secret keys for app 'x' are expired.",
      ),
      {
        cause: 'client_secret_expired',
        received: /AADSTS7000222/,
        where: 'here',
        link: /^\/console\/connections\//,
      },
    ],
    [
      'Keycloak: a wrong secret',
      answers(401, 'unauthorized_client', 'Invalid client or Invalid client credentials'),
      { cause: 'client_secret_wrong' },
    ],
    [
      'Entra ID: an application it does not know',
      answers(
        400,
        'unauthorized_client',
        "AADSTS700016: Application with identifier 'x' was not found.",
      ),
      { cause: 'client_unknown', where: 'okta', menu: 'Client ID' },
    ],
    [
      'Okta: the grant is not ticked',
      answers(
        400,
        'unauthorized_client',
        'The client is not authorized to use the provided grant type. Configured grant types: [implicit].',
      ),
      { cause: 'provider_response_type', where: 'okta', menu: 'Grant type' },
    ],
  ]
  for (const [name, fault, wanted] of ROWS) {
    test(name, async () => {
      await explained(fault, wanted)
    })
  }
})

/** Whatever a provider does wrong has a cause, and this one. */
const CAUSES: Partial<Record<FaultName, CauseId>> = {
  discovery_wrong_issuer: 'issuer_mismatch',
  discovery_trailing_slash: 'issuer_spelling',
  discovery_missing_issuer: 'issuer_mismatch',
  discovery_without_token_endpoint: 'discovery_incomplete',
  discovery_without_jwks_uri: 'discovery_incomplete',
  discovery_plain_http_endpoints: 'discovery_incomplete',
  discovery_private_endpoints: 'discovery_incomplete',
  discovery_script_endpoint: 'discovery_incomplete',
  discovery_without_code: 'discovery_incomplete',
  discovery_without_s256: 'discovery_incomplete',
  discovery_without_rs256: 'algorithm_not_allowed',
  discovery_404: 'document_not_found',
  discovery_500: 'provider_down',
  discovery_not_json: 'answer_unusable',
  discovery_array: 'discovery_incomplete',
  discovery_oversized: 'answer_unusable',
  discovery_bomb: 'answer_unusable',
  discovery_redirect: 'answer_unusable',
  missing_state: 'state_missing',
  wrong_state: 'state_unknown',
  missing_code: 'answer_without_code',
  response_iss_wrong: 'issuer_mismatch',
  response_iss_missing: 'issuer_mismatch',
  error_access_denied: 'provider_not_assigned',
  error_server_error: 'provider_fault',
  error_login_required: 'provider_wants_person',
  error_temporarily_unavailable: 'provider_fault',
  error_with_markup_in_code: 'provider_refused_request',
  unknown_code: 'code_refused',
  token_invalid_client: 'client_secret_wrong',
  token_invalid_client_400: 'client_secret_wrong',
  token_invalid_grant: 'code_refused',
  token_500: 'provider_down',
  token_html: 'answer_unusable',
  token_oversized: 'answer_unusable',
  token_bomb: 'answer_unusable',
  token_cut: 'provider_down',
  token_redirect: 'answer_unusable',
  token_without_access_token: 'answer_unusable',
  token_type_unknown: 'answer_unusable',
  token_without_id_token: 'id_token_missing',
  wrong_iss: 'issuer_mismatch',
  iss_trailing_slash: 'issuer_spelling',
  missing_iss: 'issuer_mismatch',
  wrong_aud: 'audience_mismatch',
  missing_aud: 'audience_mismatch',
  extra_aud_without_azp: 'audience_mismatch',
  wrong_azp: 'audience_mismatch',
  wrong_azp_single_aud: 'audience_mismatch',
  wrong_nonce: 'nonce_mismatch',
  missing_nonce: 'nonce_mismatch',
  expired: 'clock_skew',
  not_yet_valid: 'clock_skew',
  issued_in_future: 'clock_skew',
  missing_exp: 'id_token_unusable',
  missing_iat: 'id_token_unusable',
  missing_sub: 'id_token_unusable',
  empty_sub: 'id_token_unusable',
  wrong_at_hash: 'id_token_unusable',
  bad_signature: 'signature_wrong',
  unknown_key: 'key_unknown',
  unknown_key_known_kid: 'signature_wrong',
  alg_none: 'algorithm_not_allowed',
  hs256_with_public_pem: 'algorithm_not_allowed',
  hs256_with_public_jwk: 'algorithm_not_allowed',
  hs256_with_client_secret: 'algorithm_not_allowed',
  jku_elsewhere: 'key_unknown',
  jwk_in_header: 'key_unknown',
  unknown_crit: 'id_token_unusable',
  pbes2_bomb: 'id_token_unusable',
  not_a_jwt: 'id_token_unusable',
  jwks_404: 'document_not_found',
  jwks_500: 'provider_down',
  jwks_empty: 'key_unknown',
  jwks_two_and_no_kid: 'key_unnamed',
  jwks_oversized: 'answer_unusable',
  jwks_bomb: 'answer_unusable',
  jwks_redirect: 'answer_unusable',
  userinfo_other_sub: 'userinfo_other_person',
  userinfo_without_sub: 'userinfo_other_person',
  userinfo_401: 'userinfo_refused',
  userinfo_500: 'provider_down',
  userinfo_html: 'answer_unusable',
  userinfo_oversized: 'answer_unusable',
  userinfo_bomb: 'answer_unusable',
  userinfo_signed_by_stranger: 'userinfo_unusable',
  userinfo_alg_none: 'userinfo_unusable',
  userinfo_for_another: 'userinfo_unusable',
}

describe('a provider that does one thing wrong', () => {
  for (const [name, cause] of Object.entries(CAUSES)) {
    test(`${name}: ${cause}`, async () => {
      // The entries of a record over names have names as keys.
      await explained(name as FaultName, { cause })
    })
  }

  test('stale_auth_time, where a sign-in anew was asked for: sign_in_not_anew', async () => {
    await explained('stale_auth_time', { cause: 'sign_in_not_anew', where: 'okta' }, '?fresh=1')
  })

  test('a clock that differs is told in seconds, by the token and by the Date of the answer', async () => {
    const { sentence, remedies } = await explained('issued_in_future', { cause: 'clock_skew' })
    assert.match(sentence, /differ by 3(?:600|599) seconds \(the provider’s is ahead\)/)
    assert.match(sentence, /By the Date of its answer they differ by -?[01] seconds/)
    assert.equal(remedies.at(-1)?.valueToPaste, 'timedatectl')
    const behind = await explained('expired', { cause: 'clock_skew' })
    assert.match(behind.sentence, /differ by 7200 seconds \(the provider’s is behind\)/)
  })
})
