import type { CauseId } from './catalogue.ts'
import { nearness } from './nearness.ts'
import { firstThatFits, type Row, type Seen } from './seen.ts'

// Providers' texts are matched as they send them: Okta's sentences, Entra ID's AADSTS numbers.

/** What came back in the address in place of a code. */
const REFUSALS: readonly Row<CauseId>[] = [
  ['provider_policy_missing', received(/policy evaluation failed/i)],
  ['provider_scopes_rejected', received(/requested scopes were rejected/i)],
  ['provider_not_assigned', received(/not assigned|AADSTS50105/i)],
  ['client_unknown', received(/AADSTS700016|unknown client/i)],
  ['provider_scope_unknown', answered('invalid_scope')],
  ['provider_response_type', answered('unsupported_response_type', 'unauthorized_client')],
  ['provider_wants_person', answered('login_required', 'interaction_required', 'consent_required')],
  ['provider_fault', answered('server_error', 'temporarily_unavailable')],
  ['provider_refused_person', answered('access_denied')],
  ['answer_without_code', checked('code')],
  ['provider_refused_request', checked('error')],
]

/** What the token endpoint said in place of tokens. */
const TOKEN_ANSWERS: readonly Row<CauseId>[] = [
  ['client_secret_missing', checked('client authentication')],
  ['client_secret_expired', received(/AADSTS7000222|secret[^.]*(?:expired|deactivated)/i)],
  ['client_unknown', received(/AADSTS700016|unknown client/i)],
  ['provider_policy_missing', received(/policy evaluation failed/i)],
  [
    'client_secret_wrong',
    (seen) =>
      answered('invalid_client')(seen) || received(/client credentials|AADSTS7000215/i)(seen),
  ],
  // Auth0 answers a wrong secret with the words for a person who is refused.
  ['client_secret_wrong', received(/^access_denied: Unauthorized/)],
  ['provider_response_type', answered('unauthorized_client', 'unsupported_grant_type')],
  ['provider_scope_unknown', answered('invalid_scope')],
  ['code_refused', answered('invalid_grant')],
  ['provider_fault', answered('server_error', 'temporarily_unavailable')],
  ['provider_refused_request', ({ told }) => told('check') === 'token endpoint answer'],
]

const ANSWER_UNUSABLE =
  /larger than|in the encoding|which is not followed|not JSON|content type|a list of keys/i

/** Whether an answer came at all, and in time. */
const NETWORK: readonly Row<CauseId>[] = [
  ['address_not_allowed', received(/outbound\.allow|^http:$/)],
  ['provider_slow', received(/within the time allowed|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT/)],
  ['dns', received(/ENOTFOUND|EAI_AGAIN|ENODATA|has no address/)],
  ['tls_certificate', received(/CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|ERR_SSL|ERR_TLS|EPROTO/)],
  ['document_not_found', (seen) => readsDocument(seen) && isStatus(seen.told, 4)],
  ['provider_down', ({ told }) => isStatus(told, 5)],
  ['provider_down', ({ code }) => code === 'upstream_unreachable'],
  [
    'answer_unusable',
    ({ message, told }) => ANSWER_UNUSABLE.test(`${message} ${told('happened')}`),
  ],
  ['answer_unusable', checked('content type')],
]

const ISSUERS: readonly Row<CauseId>[] = [
  ['algorithm_not_allowed', checked('id_token_signing_alg_values_supported')],
  ['issuer_spelling', (seen) => isIssuer(seen) && nearnessOf(seen) === 'spelling'],
  ['issuer_server', (seen) => isIssuer(seen) && areTwoServers(seen)],
  ['issuer_mismatch', isIssuer],
]

/** What the ID token says of itself. */
const ID_TOKEN: readonly Row<CauseId>[] = [
  ['clock_skew', ({ told }) => told('offSeconds') !== ''],
  ['nonce_mismatch', checked('nonce')],
  ['sign_in_not_anew', checked('auth_time')],
  ['audience_mismatch', checked('aud', 'azp')],
  ['id_token_missing', checked('id_token')],
  ['key_unnamed', checked('kid')],
  ['key_unknown', checked('key')],
  ['signature_wrong', checked('signature')],
  ['algorithm_not_allowed', checked('alg')],
  ['id_token_unusable', ({ step }) => step === 'check_id_token'],
]

/** A provider says that somebody signed out there: nobody's sign-in fails by it. */
const LOGOUT_TOKENS: readonly Row<CauseId>[] = [
  ['logout_token_unknown', checked('iss')],
  ['logout_token_refused', () => true],
]

const USERINFO: readonly Row<CauseId>[] = [
  ['userinfo_other_person', checked('sub')],
  ['userinfo_refused', ({ step, told }) => step === 'read_userinfo' && isStatus(told, 4)],
  ['userinfo_unusable', ({ step }) => step === 'read_userinfo'],
]

/** Whether the answer belongs to an attempt of this browser. */
const WAY_BACK: readonly Row<CauseId>[] = [
  ['simplified_tile', ({ told }) => told('brought') === 'id_token'],
  ['state_missing', received(/^no state/)],
  ['attempt_replayed', received(/come back already/)],
  ['attempt_expired', received(/longer than ten minutes/)],
  ['attempt_cookie_lost', (seen) => isElsewhere(seen) && seen.told('ownAttempt') === 'none'],
  ['attempt_of_other_browser', isElsewhere],
  ['state_unknown', ({ step }) => step === 'match_attempt'],
]

const PEOPLE: readonly Row<CauseId>[] = [
  ['person_deactivated', status('deactivated')],
  ['person_suspended', status('suspended')],
  ['person_staged', status('staged')],
  ['domain_not_allowed', checked('domain')],
  ['domain_not_trusted', received(/not trusted for the domain/)],
  ['linking_refused', ({ code }) => code === 'linking_refused'],
  ['sign_up_off', ({ code }) => code === 'sign_up_closed'],
  ['names_missing', checked('claims')],
  ['account_unknown', ({ told }) => told('reason') === 'no such login'],
  ['password_not_set', ({ told }) => told('reason') === 'none set'],
  ['wrong_password', ({ code }) => code === 'wrong_password'],
  ['wrong_passkey', ({ code, step }) => code === 'wrong_factor' && step === 'check_passkey'],
  ['wrong_factor', ({ code }) => code === 'wrong_factor'],
  ['password_sign_in_off', ({ code, step }) => code === 'forbidden' && step === 'check_password'],
]

const DOOR: readonly Row<CauseId>[] = [
  ['redirect_loop', ({ code }) => code === 'sign_in_loop'],
  [
    'simplified_tile',
    ({ told, step }) => step === 'find_connection' && told('brought') === 'id_token',
  ],
  ['tile_issuer_unknown', (seen) => seen.step === 'find_connection' && checked('iss')(seen)],
  ['callback_of_other_connection', checked('callback address')],
  ['connection_off', ({ step }) => step === 'find_connection'],
  // Moved, disabled or deleted while its provider answered.
  ['connection_off', checked('connection')],
  ['server_busy', ({ code }) => code === 'too_busy'],
  ['too_many_tries', ({ code }) => code === 'too_many_tries'],
]

/** In the order in which a sign-in meets them; the narrower table stands before the wider one. */
const TABLES: readonly Row<CauseId>[] = [
  ...DOOR,
  ...WAY_BACK,
  ...at(['check_response'], REFUSALS),
  ...NETWORK,
  ...at(['exchange_code'], TOKEN_ANSWERS),
  ...at(['check_logout_token'], LOGOUT_TOKENS),
  ['logout_token_refused', checked('jti')],
  ...ISSUERS,
  ...at(['check_id_token'], ID_TOKEN),
  ...at(['read_userinfo'], USERINFO),
  ...PEOPLE,
  ['cross_site_form', ({ code }) => code === 'forbidden'],
  ['discovery_incomplete', isDiscovery],
  ['answer_unusable', ({ code }) => code === 'upstream_rejected'],
  ['request_invalid', ({ code }) => code === 'invalid_input'],
]

/** Why a leg of a sign-in here failed. */
export function recogniseSignIn(seen: Seen): CauseId | undefined {
  return firstThatFits(TABLES, seen)
}

function at(steps: readonly string[], rows: readonly Row<CauseId>[]): Row<CauseId>[] {
  return rows.map(([id, fits]) => [id, (seen) => steps.includes(seen.step ?? '') && fits(seen)])
}

function received(words: RegExp) {
  return ({ told }: Seen) => words.test(told('received') || told('happened'))
}

/** The protocol's error, from the front channel or from the token endpoint. */
function answered(...errors: readonly string[]) {
  return ({ told }: Seen) => errors.includes(told('error'))
}

function checked(...names: readonly string[]) {
  return ({ told }: Seen) => names.includes(told('check'))
}

function status(name: string) {
  return ({ code, told }: Seen) => code === 'user_not_active' && told('received') === name
}

/** The discovery document or the keys, which anybody may read. */
function readsDocument({ step, told }: Seen): boolean {
  return told('asked').startsWith('GET ') && step !== 'read_userinfo'
}

function isStatus(told: Seen['told'], hundreds: number): boolean {
  return new RegExp(`^${hundreds}\\d\\d$`).test(told('received'))
}

function isDiscovery({ step }: Seen): boolean {
  return step === 'discover_provider'
}

function isIssuer({ told, step }: Seen): boolean {
  return step !== 'find_connection' && ['issuer', 'iss'].includes(told('check'))
}

function isElsewhere(seen: Seen): boolean {
  return seen.step === 'match_attempt' && received(/another browser/)(seen)
}

function nearnessOf({ told }: Seen): 'spelling' | 'other' {
  return nearness(told('expected'), told('received'))?.kind === 'spelling' ? 'spelling' : 'other'
}

/** Okta's two kinds live on one host: `https://acme.okta.com` and `…/oauth2/default`. */
function areTwoServers({ told }: Seen): boolean {
  const [one, other] = [URL.parse(told('expected')), URL.parse(told('received'))]
  if (!one || !other || one.origin !== other.origin) return false
  return [one, other].some(({ pathname }) => pathname.startsWith('/oauth2/'))
}
