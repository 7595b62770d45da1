import type { CauseId } from './catalogue.ts'
import { nearestOf, nearness } from './nearness.ts'
import { firstThatFits, type Row, type Seen } from './seen.ts'

const REDIRECT_URIS: readonly Row<CauseId>[] = [
  ['redirect_uri_spelling', (seen) => slipOf(seen) === 'spelling'],
  ['redirect_uri_behind_proxy', (seen) => slipOf(seen) === 'proxy'],
  ['redirect_uri_not_registered', ({ step }) => step === 'check_redirect_uri'],
]

const CREDENTIALS: readonly Row<CauseId>[] = [
  ['application_secret_deactivated', ({ told }) => told('credential') === 'deactivated'],
  ['application_secret_wrong', says(/invalid secret/)],
  [
    'application_auth_method',
    says(/authentication mechanism|client authentication must|must be provided in/),
  ],
  ['application_assertion', ({ told }) => told('check') === 'client assertion'],
  ['application_unknown', ({ code }) => code === 'invalid_client'],
  ['application_unknown', ({ step }) => step === 'find_application'],
]

const PERSON: readonly Row<CauseId>[] = [
  ['access_policy', ({ told }) => told('check') === 'access_policy'],
  [
    'not_assigned',
    ({ step, message }) => step === 'check_assignment' || /not assigned/.test(message),
  ],
  ['another_person', says(/^Somebody else signed in|subject do not match|subject could not/)],
  ['nobody_signed_in', ({ code }) => code === 'login_required'],
  ['consent_missing', ({ code, step }) => code === 'consent_required' || step === 'ask_person'],
]

const GRANTS: readonly Row<CauseId>[] = [
  ['dpop_proof_missing', says(/DPoP proof JWT not provided|missing DPoP proof JWT/)],
  ['dpop_proof_unfit', says(/DPoP|failed jkt verification/)],
  ['dpop_proof_unfit', answered('invalid_dpop_proof', 'use_dpop_nonce')],
  ['verifier_missing', says(/code_verifier must be provided/)],
  // The library compares a verifier with nothing as it compares it with another method's challenge.
  ['verifier_unasked', says(/unsupported code_challenge_method/)],
  ['verifier_wrong', says(/code_verifier/)],
  ['refresh_token_unusable', says(/refresh token/)],
  ['request_uri_unusable', answered('invalid_request_uri')],
  ['code_used', says(/already (?:been )?(?:used|consumed)/)],
  ['code_redirect_uri', says(/redirect_uri mismatch|client mismatch/)],
  ['code_expired', ({ code }) => code === 'invalid_grant'],
]

const REQUEST: readonly Row<CauseId>[] = [
  ['request_invalid', says(/^missing required parameter|^No scope was asked for/)],
  ['pkce_missing', says(/requires PKCE/)],
  ['response_type_unknown', answered('unsupported_response_type')],
  ['response_type_not_allowed', says(/response.type/)],
  ['grant_not_allowed', says(/grant type/)],
  ['grant_not_allowed', answered('unauthorized_client', 'unsupported_grant_type')],
  ['scope_unknown', ({ code }) => code === 'invalid_scope'],
  [
    'request_forgotten',
    says(/SessionNotFound|session (?:not found|mismatch|and)|request has expired/i),
  ],
]

const TILES: readonly Row<CauseId>[] = [
  ['not_assigned', ({ code }) => code === 'not_assigned'],
  ['tile_not_from_here', ({ code }) => code === 'not_from_here'],
  ['tile_unknown', ({ step }) => step === 'launch'],
]

const LAST: readonly Row<CauseId>[] = [
  ['server_fault', ({ code }) => code === 'server_error'],
  // The protocol's errors are spelled so; names of classes are not.
  ['request_invalid', ({ code }) => /^[a-z_]+$/.test(code)],
]

/** Why a leg of an application's request failed. */
export function recogniseRequest(seen: Seen): CauseId | undefined {
  const tables = [TILES, REDIRECT_URIS, CREDENTIALS, PERSON, GRANTS, REQUEST, LAST].flat()
  return firstThatFits(tables, seen)
}

function says(words: RegExp) {
  return ({ message }: Seen) => words.test(message)
}

function answered(...errors: readonly string[]) {
  return ({ code }: Seen) => errors.includes(code)
}

function slipOf({ step, told }: Seen): 'spelling' | 'proxy' | undefined {
  if (step !== 'check_redirect_uri') return
  const received = told('received')
  return nearness(nearestOf(told('expected').split(' '), received) ?? '', received)?.kind
}
