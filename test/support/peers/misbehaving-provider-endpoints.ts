import { hash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { JWTPayload } from 'jose'
import { type Answer, type Fault, json, type PeerState, type TakeOver } from './faults/fault.ts'
import { signWith } from './faults/id-token-faults.ts'
import type { RecordedRequest } from './misbehaving-provider.ts'

export type Endpoint = (
  request: RecordedRequest,
  response: ServerResponse,
) => Answer | 'handled' | Promise<Answer | 'handled'>
export type Endpoints = Readonly<Record<string, Endpoint>>

type Deps = {
  state: PeerState
  fault: () => Fault
  person: () => JWTPayload & { sub: string }
  issued: string[]
}

type Code = {
  redirectUri: string
  nonce: string | undefined
  challenge: string | undefined
  person: JWTPayload & { sub: string }
}

/** How each address answers when nothing is wrong, with the fault's word put in where it has one. */
export function createEndpoints({ state, fault, person, issued }: Deps): Endpoints {
  const codes = new Map<string, Code>()
  const accessTokens = new Map<string, JWTPayload & { sub: string }>()

  const unless =
    (takeOver: () => TakeOver | undefined, good: Endpoint): Endpoint =>
    (request, response) => {
      // Under its other name the server answers well: that is what a followed redirect would find.
      const isElsewhere = request.host === new URL(state.elsewhere).host
      return (!isElsewhere && takeOver()?.(state, response)) || good(request, response)
    }

  return {
    '/.well-known/openid-configuration': unless(
      () => fault().discovery,
      () => {
        const document = documentOf(state)
        return json(fault().document?.(document, state) ?? document)
      },
    ),
    '/keys': unless(
      () => fault().jwks,
      () => json({ keys: [state.key.jwk] }),
    ),
    '/strange-keys': () => json({ keys: [state.strangeKey.jwk] }),
    '/authorize': unless(
      () => fault().authorize,
      (request) => authorize(request, state, fault(), codes, person()),
    ),
    '/token': unless(
      () => fault().token,
      async (request) => {
        const answer = await token(request, state, fault(), codes, accessTokens)
        const given = String(answer.body).match(/(?<=_token":")[^"]+/g)
        issued.push(...(given ?? []))
        return answer
      },
    ),
    '/userinfo': unless(
      () => fault().userinfo,
      async ({ headers }) => {
        const bearer = headers.authorization?.replace(/^Bearer /i, '') ?? ''
        const claims = accessTokens.get(bearer)
        if (!claims) return json({ error: 'invalid_token' }, 401)
        const told = fault().userinfoClaims?.(claims) ?? claims
        const signed = await fault().signUserinfo?.(told, state)
        if (signed === undefined) return json(told)
        return { headers: { 'content-type': 'application/jwt' }, body: signed }
      },
    ),
    '/logout': ({ query }) => signedOut(query),
  }
}

function documentOf({ issuer }: PeerState): Record<string, unknown> {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/keys`,
    end_session_endpoint: `${issuer}/logout`,
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'form_post'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: ['openid', 'email', 'profile', 'groups'],
    authorization_response_iss_parameter_supported: true,
  }
}

function authorize(
  { query, form }: RecordedRequest,
  state: PeerState,
  fault: Fault,
  codes: Map<string, Code>,
  person: Code['person'],
): Answer {
  const asked: Record<string, string | undefined> = { ...query, ...form }
  const redirectUri = asked.redirect_uri
  if (asked.client_id !== state.clientId || !redirectUri)
    return { status: 400, body: `unknown client ${asked.client_id} or no redirect_uri` }
  const code = crypto.randomUUID()
  codes.set(code, { redirectUri, nonce: asked.nonce, challenge: asked.code_challenge, person })
  const good = { code, iss: state.issuer, ...(asked.state && { state: asked.state }) }
  const answer: Record<string, string> = fault.redirect?.(good, state) ?? good
  if (asked.response_mode === 'form_post') return formPost(redirectUri, answer)
  const target = new URL(redirectUri)
  for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value)
  return { status: 302, headers: { location: target.href }, body: '' }
}

function formPost(redirectUri: string, answer: Record<string, string>): Answer {
  const escaped = (value: string) =>
    value.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
  const inputs = Object.entries(answer).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`,
  )
  return {
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!doctype html><title>Sign in</title><body onload="document.forms[0].submit()">
<form method="post" action="${escaped(redirectUri)}">${inputs.join('')}<button>Go on</button></form>`,
  }
}

async function token(
  request: RecordedRequest,
  state: PeerState,
  fault: Fault,
  codes: Map<string, Code>,
  accessTokens: Map<string, Code['person']>,
): Promise<Answer> {
  if (!isClient(request, state)) return json({ error: 'invalid_client' }, 401)
  const presented = request.form.code ?? ''
  const code = codes.get(presented)
  codes.delete(presented)
  if (!code || code.redirectUri !== request.form.redirect_uri || !hasVerifier(request, code))
    return json({ error: 'invalid_grant' }, 400)
  await fault.beforeToken?.(state)
  const accessToken = crypto.randomUUID()
  accessTokens.set(accessToken, code.person)
  const claims = idTokenClaims(state, code, accessToken)
  const spoiled = fault.claims?.(claims, state) ?? claims
  const answer = {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: 300,
    id_token: await (fault.sign?.(spoiled, state) ?? signWith(spoiled, state.key)),
  }
  return json(fault.tokenAnswer?.(answer, state) ?? answer)
}

function idTokenClaims(state: PeerState, code: Code, accessToken: string): JWTPayload {
  const now = Math.floor(Date.now() / 1_000)
  const digest = hash('sha256', accessToken, 'buffer')
  return {
    ...code.person,
    iss: state.issuer,
    aud: state.clientId,
    iat: now,
    exp: now + 300,
    auth_time: now,
    ...(code.nonce && { nonce: code.nonce }),
    at_hash: digest.subarray(0, digest.length / 2).toString('base64url'), // OIDC Core §3.1.3.6
  }
}

function isClient({ headers, form }: RecordedRequest, state: PeerState): boolean {
  const [scheme, encoded] = (headers.authorization ?? '').split(' ')
  if (scheme?.toLowerCase() !== 'basic')
    return form.client_id === state.clientId && (form.client_secret ?? '') === state.clientSecret
  const [id = '', secret = ''] = Buffer.from(encoded ?? '', 'base64')
    .toString()
    .split(':')
  // RFC 6749 §2.3.1: both halves are form-encoded before they are joined.
  const plain = (text: string) => decodeURIComponent(text.replaceAll('+', ' '))
  return plain(id) === state.clientId && plain(secret) === state.clientSecret
}

function hasVerifier({ form }: RecordedRequest, { challenge }: Code): boolean {
  if (!challenge) return true
  return hash('sha256', form.code_verifier ?? '', 'base64url') === challenge
}

function signedOut(query: Readonly<Record<string, string>>): Answer {
  const target = URL.parse(query.post_logout_redirect_uri ?? '')
  if (!target) return { body: 'signed out' }
  if (query.state) target.searchParams.set('state', query.state)
  return { status: 302, headers: { location: target.href }, body: '' }
}
