import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { DAY, MINUTE, SECOND } from '../src/base/clock.ts'
import { createBrowser } from './support/browser.ts'
import {
  connect,
  countWritten,
  type LoginServer,
  startLoginServer,
} from './support/login-server.ts'
import { FAULTS, type FaultName } from './support/peers/faults/faults.ts'
import { HARMLESS_ODDITIES } from './support/peers/faults/jwks-faults.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'

/** The step at which each fault must be caught, and what the trace must say that it received. */
const CAUGHT: Partial<Record<FaultName, [step: string, received: RegExp]>> = {
  discovery_wrong_issuer: ['discover_provider', /somebody-else/],
  discovery_trailing_slash: ['discover_provider', /\d\/$/],
  discovery_missing_issuer: ['discover_provider', /nothing/],
  discovery_without_token_endpoint: ['discover_provider', /nothing/],
  discovery_without_jwks_uri: ['discover_provider', /nothing/],
  discovery_plain_http_endpoints: ['discover_provider', /http:\/\/provider\.test/],
  discovery_private_endpoints: ['discover_provider', /169\.254/],
  discovery_script_endpoint: ['discover_provider', /javascript:/],
  discovery_without_code: ['discover_provider', /id_token/],
  discovery_without_s256: ['discover_provider', /plain/],
  discovery_without_rs256: ['discover_provider', /HS256, none/],
  discovery_404: ['discover_provider', /404/],
  discovery_500: ['discover_provider', /500/],
  discovery_not_json: ['discover_provider', /application\/json/],
  discovery_array: ['discover_provider', /a list/],
  discovery_oversized: ['discover_provider', /larger than 1 MiB/],
  discovery_bomb: ['discover_provider', /gzip/],
  discovery_redirect: ['discover_provider', /redirected to/],
  missing_state: ['match_attempt', /no state/],
  wrong_state: ['match_attempt', /never sent/],
  missing_code: ['check_response', /neither a code nor an error/],
  response_iss_wrong: ['check_response', /somebody-else/],
  response_iss_missing: ['check_response', /nothing/],
  error_access_denied: ['check_response', /access_denied/],
  error_server_error: ['check_response', /server_error/],
  error_login_required: ['check_response', /login_required/],
  error_temporarily_unavailable: ['check_response', /temporarily_unavailable/],
  error_with_markup_in_code: ['check_response', /ddd…” \(<b>xxx/],
  unknown_code: ['exchange_code', /invalid_grant/],
  token_invalid_client: ['exchange_code', /invalid_client/],
  token_invalid_client_400: ['exchange_code', /invalid_client/],
  token_invalid_grant: ['exchange_code', /invalid_grant/],
  token_500: ['exchange_code', /500/],
  token_html: ['exchange_code', /text\/html/],
  token_oversized: ['exchange_code', /larger than 1 MiB/],
  token_bomb: ['exchange_code', /gzip/],
  token_cut: ['exchange_code', /closed/],
  token_redirect: ['exchange_code', /redirected to/],
  token_without_access_token: ['exchange_code', /nothing/],
  token_type_unknown: ['exchange_code', /token_type/],
  token_without_id_token: ['check_id_token', /nothing/],
  wrong_iss: ['check_id_token', /somebody-else/],
  iss_trailing_slash: ['check_id_token', /\d\/$/],
  missing_iss: ['check_id_token', /nothing/],
  wrong_aud: ['check_id_token', /another-client/],
  missing_aud: ['check_id_token', /nothing/],
  extra_aud_without_azp: ['check_id_token', /another-client/],
  wrong_azp: ['check_id_token', /another-client/],
  wrong_azp_single_aud: ['check_id_token', /another-client/],
  wrong_nonce: ['check_id_token', /another one/],
  missing_nonce: ['check_id_token', /nothing/],
  expired: ['check_id_token', /20\d\d-/],
  not_yet_valid: ['check_id_token', /20\d\d-/],
  issued_in_future: ['check_id_token', /20\d\d-/],
  missing_exp: ['check_id_token', /nothing/],
  missing_iat: ['check_id_token', /nothing/],
  missing_sub: ['check_id_token', /nothing/],
  empty_sub: ['check_id_token', /empty/],
  wrong_at_hash: ['check_id_token', /AAAA/],
  bad_signature: ['check_id_token', /another signature/],
  unknown_key: ['check_id_token', /does not publish/],
  unknown_key_known_kid: ['check_id_token', /another signature/],
  alg_none: ['check_id_token', /none/],
  hs256_with_public_pem: ['check_id_token', /HS256/],
  hs256_with_public_jwk: ['check_id_token', /HS256/],
  hs256_with_client_secret: ['check_id_token', /HS256/],
  jku_elsewhere: ['check_id_token', /does not publish/],
  jwk_in_header: ['check_id_token', /does not publish/],
  unknown_crit: ['check_id_token', /crit/],
  pbes2_bomb: ['check_id_token', /JWE/],
  not_a_jwt: ['check_id_token', /JWT/],
  jwks_404: ['check_id_token', /404/],
  jwks_500: ['check_id_token', /500/],
  jwks_empty: ['check_id_token', /does not publish/],
  jwks_two_and_no_kid: ['check_id_token', /no kid, several keys/],
  jwks_oversized: ['check_id_token', /larger than 1 MiB/],
  jwks_bomb: ['check_id_token', /gzip/],
  jwks_redirect: ['check_id_token', /redirected to/],
  userinfo_other_sub: ['read_userinfo', /somebody-else/],
  userinfo_without_sub: ['read_userinfo', /nothing/],
  userinfo_401: ['read_userinfo', /401/],
  userinfo_500: ['read_userinfo', /500/],
  userinfo_html: ['read_userinfo', /text\/html/],
  userinfo_oversized: ['read_userinfo', /larger than 1 MiB/],
  userinfo_bomb: ['read_userinfo', /gzip/],
  userinfo_signed_by_stranger: ['read_userinfo', /signature/],
  userinfo_alg_none: ['read_userinfo', /none/],
  userinfo_for_another: ['read_userinfo', /another-client/],
}

/** Those that take as long as we wait; each with a provider of its own, all at once. */
const SLOW: Partial<Record<FaultName, string>> = {
  discovery_drip: 'discover_provider',
  discovery_never_answers: 'discover_provider',
  jwks_drip: 'check_id_token',
  jwks_never_answers: 'check_id_token',
  token_drip: 'exchange_code',
  token_never_answers: 'exchange_code',
  userinfo_never_answers: 'read_userinfo',
}

/** Tested where they belong (login-mix-up), or a fault only where a sign-in anew is asked for. */
const ELSEWHERE: readonly FaultName[] = ['mix_up', 'stale_auth_time']

const NOTHING = { user: 0, identity: 0, session: 0 }

describe('a provider that does one thing wrong signs nobody in', () => {
  let server: LoginServer
  let provider: MisbehavingProvider

  before(async () => {
    server = await startLoginServer()
    provider = await startMisbehavingProvider()
    await connect(server, provider)
  })
  after(() => provider.close())

  for (const [name, [step, received]] of rows(CAUGHT)) {
    test(`${name}: ${FAULTS[name].does}`, async () => {
      provider.behave(name)
      server.forgetDocuments()
      const browser = createBrowser()

      const page = await browser.get(`${server.url}/login/okta?return_to=/welcome`)

      await assertRefused(server, page, { step, received })
      assert.equal(browser.cookies.all().find(isSession), undefined, 'no session cookie')
    })
  }

  test('a sign-in of yesterday is none where one anew was asked for', async () => {
    provider.behave('stale_auth_time')
    server.forgetDocuments()
    const page = await createBrowser().get(`${server.url}/login/okta?fresh=1`)
    await assertRefused(server, page, { step: 'check_id_token', received: /\d{4}-\d\d-\d\d/ })
  })

  test('and elsewhere the session says since when the provider knows the person', async () => {
    provider.behave('stale_auth_time')
    await createBrowser().get(`${server.url}/login/okta`)
    const session = await server.db.selectFrom('session').selectAll().executeTakeFirstOrThrow()
    const since = Date.now() - session.authenticated_at
    assert.ok(since >= DAY && since < DAY + MINUTE, `${since} ms ago`)
    assert.ok(Date.now() - session.created_at < MINUTE)
    await server.db.deleteFrom('session').execute()
  })

  test('a time with parts of a second, to the millisecond', async () => {
    const at = Math.floor(Date.now() / SECOND) - 60
    provider.behave({
      does: 'has a precise clock',
      claims: (claims) => ({ ...claims, auth_time: at + 0.123_456 }),
    })
    const page = await createBrowser().get(`${server.url}/login/okta?return_to=/welcome`)
    assert.equal(page.text, 'welcome')
    const session = await server.db.selectFrom('session').selectAll().executeTakeFirstOrThrow()
    assert.equal(session.authenticated_at, at * SECOND + 123)
    await server.db.deleteFrom('session').execute()
  })

  test('and userinfo may be signed without the document telling of it', async () => {
    const { document, ...untold } = HARMLESS_ODDITIES.userinfo_signed
    assert.ok(document({}))
    provider.behave(untold)
    server.forgetDocuments()
    const page = await createBrowser().get(`${server.url}/login/okta?return_to=/welcome`)
    assert.equal(page.text, 'welcome')
  })

  for (const [name, { does }] of Object.entries(HARMLESS_ODDITIES)) {
    test(`and unusual but right is let in: ${name}, ${does}`, async () => {
      provider.behave(name as keyof typeof HARMLESS_ODDITIES)
      const page = await createBrowser().get(`${server.url}/login/okta?return_to=/welcome`)
      assert.equal(page.text, 'welcome')
    })
  }
})

test('a provider that is slow beyond measure ends on a page within six seconds', async () => {
  const tries = await Promise.allSettled(
    rows(SLOW).map(async ([name, step]) => {
      const [server, provider] = [await startLoginServer(), await startMisbehavingProvider()]
      await connect(server, provider)
      provider.behave(name)
      const began = performance.now()
      const page = await createBrowser()
        .get(`${server.url}/login/okta`)
        .finally(() => provider.close())

      assert.ok(performance.now() - began < 6_000, `${name} took ${performance.now() - began} ms`)
      assert.match(page.text, /Okta does not answer/, name)
      await assertRefused(server, page, { step, received: /within the time allowed/ })
    }),
  )
  for (const one of tries) if (one.status === 'rejected') throw one.reason
})

test('every fault that the provider knows is in one of the tables', () => {
  const known = [...Object.keys(CAUGHT), ...Object.keys(SLOW), ...ELSEWHERE].toSorted()
  assert.deepEqual(known, Object.keys(FAULTS).toSorted())
})

async function assertRefused(
  server: LoginServer,
  page: { status: number; text: string; html: string },
  { step, received }: { step: string; received: RegExp },
): Promise<void> {
  const trace = (await server.traces()).at(-1)
  const failed = trace?.steps.at(-1)
  assert.ok(page.status >= 400, `a refusal, not ${page.status}`)
  assert.equal(failed?.name, step)
  assert.ok(failed?.failure, 'the last step failed')
  assert.match(String(failed?.detail?.received ?? failed?.detail?.happened), received)
  assert.ok(failed?.detail?.expected ?? failed?.detail?.asked, 'what was expected stands beside it')
  assert.ok(trace && page.text.includes(trace.code), 'the page shows the code of the trace')
  assert.doesNotMatch(page.html, /<script|<img src=x|<b>x/, 'foreign markup stays text')
  assert.deepEqual(await countWritten(server.db), NOTHING)
}

const isSession = ({ name }: { name: string }) => name.includes('latchkey_session')

/** The entries of a record over N have N's members as names. */
function rows<N extends string, T>(table: Partial<Record<N, T>>): [N, T][] {
  return Object.entries(table) as [N, T][]
}
