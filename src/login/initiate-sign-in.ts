import { Failure } from '../base/errors.ts'
import { HOME, parseAddressOn } from '../base/local-path.ts'
import type { Trace } from '../core/audit/trace.ts'
import type { Connection } from '../core/connections/connection.ts'
import { listConnections } from '../core/connections/connection-store.ts'
import type { Visit } from '../front/visit.ts'
import { refuseDuplicates } from '../web/form.ts'
import type { BrowserSecret } from './browser-secret.ts'
import type { LoginDeps, Onward } from './login-deps.ts'
import { refuseLoop } from './refuse-loop.ts'
import { readLoginHint } from './sign-in-request.ts'
import { startSignIn } from './start-sign-in.ts'

type Initiation = Readonly<{
  parameters: URLSearchParams
  browser: BrowserSecret
  isSignedIn: boolean
  /** The connection that the address names, where it names one. */
  slug?: string | undefined
}>

/**
 * A provider asks us to begin (OIDC Core section 4): a tile was clicked there. Whatever it sends is
 * a wish, no proof: a fresh attempt goes to the provider like any other.
 */
export async function initiateSignIn(
  deps: LoginDeps & { trace: Trace },
  visit: Visit,
  { parameters, browser, isSignedIn, slug }: Initiation,
): Promise<Onward> {
  const { db, trace } = deps
  const { organization } = visit
  const target = parameters.get('target_link_uri')
  const returnTo = parseAddressOn(organization.url, target) ?? HOME
  await trace.step('initiate', async (note) => {
    refuseDuplicates(parameters, ['iss', 'login_hint', 'target_link_uri'])
    note({ iss: parameters.get('iss'), returnTo })
    // An address elsewhere is not followed, and not an error: the tile still signs people in.
    if (target && returnTo === HOME) note({ ignored: target })
    if (!isSignedIn) {
      await refuseLoop(deps, visit, { browserDigest: browser.digest, count: 'started' })
    }
  })
  const connection = await trace.step('find_connection', async (note) => {
    // Okta Simplified posts a token where a wish to begin belongs.
    if (parameters.has('id_token')) note({ brought: 'id_token' })
    const connections = await listConnections(db, organization.id)
    const found = requireOne(connections, parameters.get('iss') ?? '', slug)
    note({ connection: found.slug })
    return found
  })
  const loginHint = readLoginHint(parameters)
  return startSignIn(deps, visit, { connection, browser, returnTo, loginHint })
}

type IssuerMatch = { kind: 'one'; connection: Connection } | { kind: 'none' } | { kind: 'several' }

/**
 * Whose `iss` it is: an issuer, with or without a slash at its end, or the address of the
 * organization that the issuer belongs to. Okta's tiles send the organization's address even for an
 * application whose tokens come from `/oauth2/default`.
 */
export function findConnectionByIssuer(
  connections: readonly Connection[],
  iss: string,
): IssuerMatch {
  const asked = withoutSlash(iss)
  const enabled = connections.filter((connection) => connection.enabled)
  const exact = enabled.filter(({ issuer }) => withoutSlash(issuer) === asked)
  const [first, second] =
    exact.length > 0 ? exact : enabled.filter(({ issuer }) => organizationOf(issuer) === asked)
  if (!first) return { kind: 'none' }
  return second ? { kind: 'several' } : { kind: 'one', connection: first }
}

function requireOne(
  connections: readonly Connection[],
  iss: string,
  slug: string | undefined,
): Connection {
  const match = findConnectionByIssuer(connections, iss)
  const isMeant = match.kind === 'one' && (!slug || match.connection.slug === slug)
  if (match.kind === 'one' && isMeant) return match.connection
  const issuers = connections.filter(({ enabled }) => enabled).map(({ issuer }) => issuer)
  throw new Failure('invalid_input', 'The provider that sent you here is not known here.', {
    detail: {
      check: 'iss',
      expected: issuers.join(', ') || 'no provider is connected',
      received: iss || 'nothing',
      ...(match.kind === 'several' && { reason: 'several connections have this issuer' }),
    },
  })
}

/** `https://acme.okta.com` of `https://acme.okta.com/oauth2/default`. */
function organizationOf(issuer: string): string | undefined {
  const url = URL.parse(issuer)
  return url && /^\/oauth2\/[^/]+\/?$/.test(url.pathname) ? url.origin : undefined
}

function withoutSlash(text: string): string {
  return text.endsWith('/') ? text.slice(0, -1) : text
}
