import type { JWK } from 'jose'
import { type Client, Provider } from 'oidc-provider'
import { equalSecrets } from '../base/token.ts'
import { isRegisteredRedirectUri } from '../core/applications/redirect-uri.ts'
import { issuerOf, ORG_SERVER } from '../core/authorization-servers/authorization-server.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { visitOf } from '../front/visit.ts'
import { acknowledgeAtEnd } from '../storage/acknowledge.ts'
import { isDatabaseAway } from '../web/database-away.ts'
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
import { nameArtifacts } from './name-artifacts.ts'
import { nameIssuerInEveryAnswer } from './name-issuer.ts'
import { sendOktaPostMessage } from './okta-post-message.ts'
import { configureProvider, type Issuer, type ProviderDeps } from './provider-configuration.ts'
import { keepPublished } from './published-documents.ts'
import { recordEvents } from './record-events.ts'
import { refuseReplays } from './refuse-replays.ts'
import { setSessionRules } from './session-rules.ts'
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
  setSessionRules(provider, deps.now)
  nameArtifacts(provider, deps.now)
  nameIssuerInEveryAnswer(provider)
  refuseReplays(provider, { db: deps.db, now: deps.now, serverId: server.id })

  checkClientCredentials(provider, { db: deps.db, server })
  provider.use(async (_ctx, next) => {
    try {
      await acknowledgeAtEnd(next)
    } catch (error) {
      // The status of an answer that is taken back: what it told of is not kept.
      throw isDatabaseAway(error) ? Object.assign(error as Error, { status: 503 }) : error
    }
  })
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

/** Two secrets at a time, redirect addresses with the wizard's wildcard: by the library's hooks. */
function recogniseClients(
  provider: Provider,
  { applications, guesses }: ProviderDeps,
  organization: Organization,
): void {
  reuseClients(provider, applications, organization)
  const client = provider.Client.prototype
  client.compareClientSecret = async function (actual) {
    const known = await applications.find(organization.id, this.clientId)
    const isOneOf = (secrets: readonly string[] = []) =>
      secrets.some((secret) => equalSecrets(secret, actual))
    const { req } = Provider.ctx ?? {}
    const address = req ? visitOf(req).address : ''
    const guessed = { organizationId: organization.id, clientId: this.clientId, address }
    if (await guesses.look(guessed, () => isOneOf(known?.secrets))) return true
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
