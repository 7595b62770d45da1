import { randomUUID } from 'node:crypto'
import { type Finding, note, right, wrong } from './finding.ts'
import { type ObserveDeps, observe } from './observe.ts'

export type Registration = Readonly<{ clientId: string; redirectUri: string }>

/**
 * Whether a provider knows an application and its redirect URI, without a browser and without
 * anybody signing in: a request with `prompt=none` (OIDC Core section 3.1.2.1) must be answered at
 * the redirect URI, `login_required` or otherwise, and never at one that is not registered.
 */
export async function examineRegistration(
  deps: ObserveDeps,
  authorizationEndpoint: string,
  { clientId, redirectUri }: Registration,
): Promise<Finding> {
  const url = new URL(authorizationEndpoint)
  const request = {
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid',
    prompt: 'none',
    state: randomUUID(),
    nonce: randomUUID(),
    // Any S256 challenge will do, because no code is issued.
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(request)) url.searchParams.set(name, value)
  const observed = await observe(deps, url.href, { tellRedirect: true })
  if (observed.kind === 'silent') {
    return note('registration', 'The authorization endpoint could not be asked.', {
      received: observed.happened,
    })
  }
  const location = URL.parse(observed.headers.get('location') ?? '', url)
  const wanted = new URL(redirectUri)
  if (location?.origin === wanted.origin && location.pathname === wanted.pathname) {
    return examineReturn(location, clientId)
  }
  // Some redirect to their error page, others show it at once; either way it is a page of theirs.
  const status = observed.status
  if (status >= 400 && status < 500) {
    return wrong('registration', 'It knows no such application, or not with this redirect URI.', {
      expected: redirectUri,
      received: `a page with status ${status} instead of a way back`,
      remedy: `Compare the client ID, and register this redirect URI exactly: ${redirectUri}`,
    })
  }
  return note('registration', 'It answered in a way that tells nothing about the application.', {
    received: location ? `a redirect to ${location.origin}${location.pathname}` : `${status}`,
  })
}

/** Errors that blame the application rather than the absent person (RFC 6749 section 4.1.2.1). */
const OF_THE_APPLICATION = ['unauthorized_client', 'unsupported_response_type', 'invalid_scope']

function examineReturn(location: URL, clientId: string): Finding {
  const error = location.searchParams.get('error') ?? ''
  if (!OF_THE_APPLICATION.includes(error)) {
    return right('registration', `It knows the application ${clientId} and its redirect URI.`)
  }
  const description = location.searchParams.get('error_description') ?? ''
  return wrong('registration', 'It knows the application, but does not let it sign people in.', {
    expected: 'the authorization code grant with the scope openid',
    received: `${error} ${description}`.trim().slice(0, 300),
    remedy: 'Allow the grant type Authorization Code for the application at the provider.',
  })
}
