import { createHash } from 'node:crypto'
import { type Answer, expectStatus, type Jar } from './http.ts'
import { basic, type HashKind, loginOf, PASSWORD, type Target, WEB_APP } from './target.ts'

export type Tokens = Readonly<{ access_token: string; id_token: string; refresh_token?: string }>

const VERIFIER = 'a-code-verifier-that-is-the-same-for-every-sign-in-of-this-bench'
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url')
const AUTHORIZATION = basic(WEB_APP)

const SCOPE = 'openid profile email'
const SCOPE_WITH_REFRESH = `${SCOPE} offline_access`

export type Asked = Readonly<{ refresh?: boolean }>

/** From no session to tokens: authorize, sign-in page, its form, back to authorize, token. */
export async function signIn(
  target: Target,
  person: { kind: HashKind; index: number },
  asked: Asked & { jar?: Jar } = {},
): Promise<Tokens> {
  const { client } = target
  const jar = asked.jar ?? new Map()
  const sentToSignIn = await authorize(target, jar, asked)
  const page = await client.send('GET', sentToSignIn.location, { jar })
  const { action, hidden } = readForm(
    expectStatus(page, 200, `the sign-in page at ${sentToSignIn.location}`).body,
  )
  const login = loginOf(person.kind, person.index)
  const form = { ...hidden, login, password: PASSWORD }
  const signedIn = await client.send('POST', action, { jar, form })
  const back = await client.send('GET', expectStatus(signedIn, 303, 'the form').location, { jar })
  return exchange(target, expectStatus(back, 303, 'back at authorize'))
}

/** From a session to tokens: authorize answers at once. */
export async function signInWithSession(
  target: Target,
  jar: Jar,
  asked: Asked = {},
): Promise<Tokens> {
  return exchange(target, await authorize(target, jar, asked))
}

export async function authorize(
  { client, endpoints }: Target,
  jar: Jar,
  { refresh }: Asked = {},
): Promise<Answer> {
  const query = new URLSearchParams({
    client_id: WEB_APP.id,
    response_type: 'code',
    redirect_uri: WEB_APP.redirectUri,
    scope: refresh ? SCOPE_WITH_REFRESH : SCOPE,
    state: 'state-of-the-bench',
    nonce: 'nonce-of-the-bench',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...(refresh && { prompt: 'consent' }),
  })
  const answer = await client.send('GET', `${endpoints}/authorize?${query}`, { jar })
  return expectStatus(answer, 303, 'authorize')
}

export async function exchange(target: Target, back: Answer): Promise<Tokens> {
  const answer = await redeem(target, codeOf(back))
  return JSON.parse(expectStatus(answer, 200, 'the code').body)
}

export function codeOf({ location }: Answer): string {
  const code = URL.parse(location)?.searchParams.get('code')
  if (code) return code
  throw new Error(`A sign-in ended without a code: ${location}`)
}

export async function redeem({ client, endpoints }: Target, code: string): Promise<Answer> {
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: WEB_APP.redirectUri,
    code_verifier: VERIFIER,
  }
  return client.send('POST', `${endpoints}/token`, { form, authorization: AUTHORIZATION })
}

export async function refresh({ client, endpoints }: Target, token: string): Promise<Answer> {
  const form = { grant_type: 'refresh_token', refresh_token: token }
  return client.send('POST', `${endpoints}/token`, { form, authorization: AUTHORIZATION })
}

/** The address and the hidden fields of a page's only form. */
function readForm(html: string): { action: string; hidden: Record<string, string> } {
  const action = /<form[^>]* action="([^"]*)"/.exec(html)?.[1]
  if (action === undefined) throw new Error('The sign-in page has no form.')
  const hidden: Record<string, string> = {}
  for (const [, name = '', value = ''] of html.matchAll(
    /<input type="hidden" name="([^"]*)" value="([^"]*)"/g,
  )) {
    hidden[name] = value.replaceAll('&amp;', '&')
  }
  return { action, hidden }
}
