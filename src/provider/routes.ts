/**
 * The provider's end: what Okta is to an application.
 *
 *   {issuer}/.well-known/…          discovery, in Okta's fields            discovery.ts
 *   {issuer}/v1/authorize           a request for a person                 provider.ts, ask-person.ts
 *   {issuer}/v1/token, userinfo …   the library, on our stores             provider-configuration.ts
 *   {issuer}/v1/logout              an application signs the person out    sign-out-routes.ts
 *   {issuer}/v1/consent/{uid}       the person allows an application       consent-routes.ts
 *   /activate                       the person lets a device in            activation-routes.ts
 *   /oauth2/v1/clients              programs make applications           registration/
 *   /home/oidc_client/{app}/{link}  a tile                                 launch-routes.ts
 *   /v1/keys                        where Okta's verifier looks for the keys of `org`
 *
 * `{issuer}` is the origin with `/oauth2/v1/…` for the server `org`, and `/oauth2/{id}` for a custom
 * one. Who is signed in is read from the session. How people sign in, this folder does not know: it
 * sends the browser to `/login?return_to=…` (ask-person.ts) and continues when it comes back.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Hono } from 'hono'
import type { Clock } from '../base/clock.ts'
import type { LocalPath } from '../base/local-path.ts'
import type { Log } from '../base/log.ts'
import type { Sealer } from '../base/seal.ts'
import type { BegunAttempt } from '../core/audit/trace.ts'
import type { TraceWriter } from '../core/audit/trace-writer.ts'
import { ORG_SERVER } from '../core/authorization-servers/authorization-server.ts'
import type { PreviewAsked, TokenPreview } from '../core/authorization-servers/token-preview.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { type FrontEnv, type Visit, visitOf } from '../front/visit.ts'
import type { Outbound } from '../outbound/guarded-fetch.ts'
import type { Db } from '../storage/database.ts'
import { activationRoutes } from './activation-routes.ts'
import { createApplicationDirectory } from './application-directory.ts'
import { findAttemptOfBrowser } from './attempt-of-browser.ts'
import { answerPostWithGet } from './authorize-by-post.ts'
import { runRequest } from './carried.ts'
import { consentRoutes } from './consent-routes.ts'
import { describeDestination } from './describe-destination.ts'
import { launchRoutes } from './launch-routes.ts'
import { previewTokens } from './preview-tokens.ts'
import { createProviderPool } from './provider-pool.ts'
import { sendPublished } from './published-documents.ts'
import { refuseMethod } from './refuse-method.ts'
import { registrationRoutes } from './registration/registration-routes.ts'
import { adjustRequest } from './request-adjustments.ts'
import { createSecretGuesses } from './secret-guesses.ts'
import { signOutRoutes } from './sign-out-routes.ts'
import { splitAddress } from './split-address.ts'

type Deps = {
  db: Db
  now: Clock
  log: Log
  sealer: Sealer
  traces: TraceWriter
  /** For applications that publish their keys at an address of their own. */
  outbound: Outbound
}

type ProviderEnd = Readonly<{
  /** The application that a person on the login screen is on the way to. */
  describeDestination(visit: Visit, returnTo: LocalPath): Promise<string | undefined>
  /** The attempt that this browser was sent to the login screen for. */
  findAttempt(
    visit: Visit,
    from: { returnTo: LocalPath; cookieHeader: string | undefined },
  ): Promise<BegunAttempt | undefined>
  /** What a request for tokens would bring; nothing is stored, and no token is made. */
  previewTokens(organization: Organization, asked: PreviewAsked): Promise<TokenPreview>
  /** Our own pages. */
  routes: Hono<FrontEnv>
  /** Answers what belongs to the library; false for every other request, which is left untouched. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>
}>

export function createProviderEnd(deps: Deps): ProviderEnd {
  const applications = createApplicationDirectory(deps)
  const guesses = createSecretGuesses(deps)
  const pool = createProviderPool({ ...deps, applications, guesses })
  const pages = { ...deps, applications, pool }

  const routes = new Hono<FrontEnv>()
  routes.route('/', signOutRoutes(pages))
  routes.route('/', consentRoutes(pages))
  routes.route('/', activationRoutes(pages))
  routes.route('/', launchRoutes(pages))
  routes.route('/', registrationRoutes(pages))

  return {
    routes,
    describeDestination: (visit, returnTo) => describeDestination(pages, visit, returnTo),
    findAttempt: (visit, from) => findAttemptOfBrowser(pages, visit, from),
    previewTokens: (organization, asked) => previewTokens(pages, organization, asked),
    async handle(request, response) {
      const target = findTarget(request.url ?? '/')
      if (!target) return false
      const visit = visitOf(request)
      const pooled = await pool.find(visit.organization, target.slug)
      if (!pooled) return false
      if (refuseMethod(request, response)) return true
      if (await answerPostWithGet(request, response)) return true
      // The router gets the path below the issuer, and the part above it for addresses it publishes.
      Object.assign(request, { url: target.url, baseUrl: target.baseUrl })
      if (sendPublished(pooled.provider, request, response)) return true
      // What the front door found out, in the only form that the library reads. A caller's own headers
      // of these names go no further.
      request.headers['x-forwarded-proto'] = visit.secure ? 'https' : 'http'
      request.headers['x-forwarded-host'] = visit.host
      delete request.headers['x-forwarded-for']
      await adjustRequest(request, pooled.provider)
      await runRequest(() => pooled.callback(request, response))
      return true
    },
  }
}

const OF_LIBRARY =
  '(?:authorize(?:/[\\w-]+)?|token|userinfo|keys|introspect|revoke|par|device/authorize)'
const ORG = new RegExp(
  `^(?:/\\.well-known/(?:openid-configuration|oauth-authorization-server)|/oauth2/v1/${OF_LIBRARY})$`,
)
const CUSTOM = new RegExp(
  `^/oauth2/([a-z0-9-]+)(/\\.well-known/(?:openid-configuration|oauth-authorization-server)|/v1/${OF_LIBRARY})$`,
)
/** RFC 8414 section 3.1: the path of the issuer comes after the well-known part. */
const RFC_8414 = /^\/\.well-known\/oauth-authorization-server\/oauth2\/([a-z0-9-]+)$/

type Target = Readonly<{ slug: string; baseUrl: string; url: string }>

/** Which server a request is for, and how its address looks below that server's issuer. */
function findTarget(address: string): Target | undefined {
  const { path, query } = splitAddress(address)
  const rest = query === undefined ? '' : `?${query}`
  if (ORG.test(path)) return { slug: ORG_SERVER, baseUrl: '', url: address }
  if (path === '/v1/keys') {
    return { slug: ORG_SERVER, baseUrl: '', url: `/oauth2/v1/keys${rest}` }
  }
  const [, custom, below] = CUSTOM.exec(path) ?? []
  const slug = custom ?? RFC_8414.exec(path)?.[1]
  // `org` has one issuer, the origin: it must not answer at a second address as well.
  if (!slug || slug === ORG_SERVER) return undefined
  const url = `${below ?? '/.well-known/oauth-authorization-server'}${rest}`
  return { slug, baseUrl: `/oauth2/${slug}`, url }
}
