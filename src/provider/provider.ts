import type { JWK } from 'jose'
import { type Client, Provider } from 'oidc-provider'
import type { Clock } from '../base/clock.ts'
import { digest, equalSecrets } from '../base/token.ts'
import { isRegisteredRedirectUri } from '../core/applications/redirect-uri.ts'
import { artifactName } from '../core/artifacts/artifact-name.ts'
import { issuerOf, ORG_SERVER } from '../core/authorization-servers/authorization-server.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { acknowledgeAtEnd } from '../storage/acknowledge.ts'
import { guardAnswers } from './answer-headers.ts'
import type { ApplicationDirectory, KnownApplication } from './application-directory.ts'
import { finishAsking } from './ask-person.ts'
import { noteForTrace } from './carried.ts'
import { checkClientCredentials } from './client-credentials.ts'
import { rulesOfClient } from './client-metadata.ts'
import { rewriteAnswers } from './discovery.ts'
import { acceptHintsOfEveryKey } from './id-token-hint.ts'
import { spellAccessTokensAsJwt } from './jwt-access-token.ts'
import { allowImplicitOnLoopback } from './loopback-implicit.ts'
import { nameIssuerInEveryAnswer } from './name-issuer.ts'
import { sendOktaPostMessage } from './okta-post-message.ts'
import { configureProvider, type Issuer, type ProviderDeps } from './provider-configuration.ts'
import { keepPublished } from './published-documents.ts'
import { recordEvents } from './record-events.ts'
import { traceRequests } from './trace-requests.ts'

/** One authorization server as an oidc-provider: configured, never forked. */
export async function createProvider(deps: ProviderDeps, issuer: Issuer): Promise<Provider> {
  const { organization, server, keys } = issuer
  const configuration = configureProvider(deps, issuer)
  const provider = new Provider(issuerOf(organization, server), configuration)
  // Behind the listener X-Forwarded-* holds what we made of the request, and nothing of a caller's.
  provider.proxy = true
  provider.registerResponseMode('okta_post_message', sendOktaPostMessage)
  allowImplicitOnLoopback(provider)
  recogniseClients(provider, deps, organization)
  // The login flow gives every sign-in a session of its own secret; a second change of it on the
  // way back would write the session's row again and gain nothing.
  provider.Session.prototype.resetIdentifier = () => {}
  nameSessions(provider)
  nameArtifacts(provider, deps.now)
  nameIssuerInEveryAnswer(provider)

  checkClientCredentials(provider, { db: deps.db, server })
  provider.use((_ctx, next) => acknowledgeAtEnd(next))
  keepPublished(provider)
  guardAnswers(provider, { https: organization.url.startsWith('https:') })
  traceRequests(provider, deps, organization)
  recordEvents(provider, deps, organization)
  rewriteAnswers(provider, organization, server)
  finishAsking(provider, deps)
  const publicJwks = keys.map(publicPart)
  acceptHintsOfEveryKey(provider, publicJwks)
  const [signing] = keys
  if (server.slug !== ORG_SERVER && signing) {
    await spellAccessTokensAsJwt({ provider, server, keys: { privateJwk: signing, publicJwks } })
  }
  return provider
}

/**
 * The name by which an application knows a session (`sid`), another for each application. It is made
 * of what it names, so that two tabs at a time give the application one name and not two.
 */
function nameSessions(provider: Provider): void {
  const session = provider.Session.prototype
  session.ensureClientContainer = function (clientId) {
    this.sidFor(clientId) ?? this.sidFor(clientId, digest(`sid ${this.uid} ${clientId}`))
  }
}

type Named = { generateTokenId?(this: Named): string }

/**
 * Rows in the order of time (core/artifacts/artifact-name.ts). The library's types do not know the
 * method: were it called otherwise one day, artifacts had the library's own names, and are found too.
 */
function nameArtifacts(provider: Provider, now: Clock): void {
  for (const { prototype } of [
    provider.AccessToken,
    provider.AuthorizationCode,
    provider.ClientCredentials,
    provider.DeviceCode,
    provider.PushedAuthorizationRequest,
    provider.RefreshToken,
  ]) {
    const named: Named = prototype as object
    const { generateTokenId } = named
    if (!generateTokenId) continue
    named.generateTokenId = function () {
      return artifactName(generateTokenId.call(this), now())
    }
  }
}

/** Two secrets at a time, redirect addresses with the wizard's wildcard: by the library's hooks. */
function recogniseClients(
  provider: Provider,
  { applications }: ProviderDeps,
  organization: Organization,
): void {
  reuseClients(provider, applications, organization)
  const client = provider.Client.prototype
  client.compareClientSecret = async function (actual) {
    const known = await applications.find(organization.id, this.clientId)
    const isOneOf = (secrets: readonly string[] = []) =>
      secrets.some((secret) => equalSecrets(secret, actual))
    if (isOneOf(known?.secrets)) return true
    if (isOneOf(known?.deactivated)) noteForTrace('deactivated_secret')
    return false
  }
  const { redirectUriAllowed } = client
  client.redirectUriAllowed = function (uri) {
    // The library also lets native applications use any port on loopback (RFC 8252 section 7.3).
    if (redirectUriAllowed.call(this, uri) && !uri.includes('*')) return true
    const wildcards = this.redirectUris?.filter((registered) => registered.includes('*')) ?? []
    if (wildcards.length === 0 || uri.includes('*')) return false
    const { wildcardRedirect } = rulesOfClient(this)
    return isRegisteredRedirectUri({ redirectUris: wildcards, wildcardRedirect }, uri)
  }
  client.includeSid = function () {
    return rulesOfClient(this).wantsSid
  }
}

/**
 * The library finds out at every request whether a client has changed, by a digest of all its
 * metadata. The directory already knows: it hands out the same object until it has read again.
 */
function reuseClients(
  provider: Provider,
  applications: ApplicationDirectory,
  organization: Organization,
): void {
  const made = new WeakMap<KnownApplication, Promise<Client | undefined>>()
  const find = provider.Client.find.bind(provider.Client)
  provider.Client.find = async (clientId) => {
    const known = await applications.find(organization.id, clientId)
    if (!known) return find(clientId)
    const client = made.get(known) ?? find(clientId)
    made.set(known, client)
    // A fault of the metadata is told to each caller anew, and not kept.
    client.catch(() => made.delete(known))
    return client
  }
}

function publicPart({ d, p, q, dp, dq, qi, ...jwk }: JWK): JWK {
  return jwk
}
