/** Leaves signing in to an OpenID provider: openid-client and hono, and no word of Latchkey. */
import { randomUUID } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { html } from 'hono/html'
import * as oidc from 'openid-client'

type Settings = { url: string; wellKnownUrl: string; clientId: string; clientSecret: string }
type Session = { claims: oidc.IDToken; idToken: string }

export function createExpenses({ url, wellKnownUrl, clientId, clientSecret }: Settings): Hono {
  const sessions = new Map<string, Session>()
  const redirect_uri = `${url}/callback`
  const cookie = { httpOnly: true, sameSite: 'Lax', secure: url.startsWith('https:') } as const

  // At every visit, so that neither of the two must be there before the other.
  const provider = () =>
    oidc.discovery(new URL(wellKnownUrl), clientId, clientSecret, undefined, {
      execute: url.startsWith('http:') ? [oidc.allowInsecureRequests] : [], // on this machine only
    })

  async function signIn(c: Context) {
    const checks = {
      pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
      expectedState: oidc.randomState(),
      expectedNonce: oidc.randomNonce(),
    }
    setCookie(c, 'expenses_attempt', JSON.stringify(checks), { ...cookie, maxAge: 600 })
    const address = oidc.buildAuthorizationUrl(await provider(), {
      redirect_uri,
      scope: 'openid profile email groups',
      state: checks.expectedState,
      nonce: checks.expectedNonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
      code_challenge_method: 'S256',
    })
    return c.redirect(address.href)
  }

  async function callback(c: Context) {
    const checks = JSON.parse(deleteCookie(c, 'expenses_attempt') ?? 'null')
    if (!checks) return c.redirect('/')
    const received = new URL(new URL(c.req.url).search, redirect_uri)
    const tokens = await oidc.authorizationCodeGrant(await provider(), received, checks)
    const [claims, idToken, session] = [tokens.claims(), tokens.id_token, randomUUID()]
    if (claims && idToken) sessions.set(session, { claims, idToken })
    setCookie(c, 'expenses', session, cookie)
    return c.redirect('/')
  }

  async function signOut(c: Context) {
    const session = deleteCookie(c, 'expenses') ?? ''
    const hints = { post_logout_redirect_uri: `${url}/signed-out`, client_id: clientId }
    const id_token_hint = sessions.get(session)?.idToken
    sessions.delete(session)
    const parameters = id_token_hint ? { ...hints, id_token_hint } : hints
    return c.redirect(oidc.buildEndSessionUrl(await provider(), parameters).href, 303)
  }

  return new Hono()
    .get('/', (c) => {
      const session = sessions.get(getCookie(c, 'expenses') ?? '')
      return session ? c.html(page(`Hello, ${session.claims.name}`, session.claims)) : signIn(c)
    })
    .get('/callback', callback)
    .post('/sign-out', signOut)
    .get('/signed-out', (c) => c.html(page('You are signed out')))
    .onError((error, c) => c.html(page(`Nobody was signed in: ${error.message}`), 502))
}

const page = (title: string, claims?: oidc.IDToken) => html`<!doctype html>
<html lang="en"><meta name="viewport" content="width=device-width"><title>Expenses</title>
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">
<main style="font: 16px/1.5 system-ui; max-width: 40rem; margin: 4rem auto; padding: 0 1rem">
<p>Expenses</p><h1>${title}</h1>
${claims && html`<pre style="white-space: pre-wrap; overflow-wrap: anywhere">${JSON.stringify(claims, null, 2)}</pre>`}
${claims ? html`<form method="post" action="/sign-out"><button>Sign out</button></form>` : html`<a href="/">Sign in</a>`}`
