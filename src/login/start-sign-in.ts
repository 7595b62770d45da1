import { newId } from '../base/ids.ts'
import type { LocalPath } from '../base/local-path.ts'
import { digest, newToken } from '../base/token.ts'
import type { Trace } from '../core/audit/trace.ts'
import { type Connection, callbackPath } from '../core/connections/connection.ts'
import { listConnections } from '../core/connections/connection-store.ts'
import { ATTEMPT_MS } from '../core/sign-in-attempts/sign-in-attempt.ts'
import { insertSignInAttempt } from '../core/sign-in-attempts/sign-in-attempt-store.ts'
import type { Visit } from '../front/visit.ts'
import type { BrowserSecret } from './browser-secret.ts'
import { authorizationAddress } from './identity-provider.ts'
import type { LoginDeps, Onward } from './login-deps.ts'

type SetOut = Readonly<{
  connection: Connection
  browser: BrowserSecret
  returnTo: LocalPath
  loginHint?: string | undefined
  /** Whether the person must prove who they are again, whatever session they have at the provider. */
  fresh?: boolean | undefined
}>

/** Sends the browser to the provider, with an attempt that only this browser can complete, once. */
export async function startSignIn(
  { db, now, sealer, outbound, documents, trace }: LoginDeps & { trace: Trace },
  visit: Visit,
  { connection, browser, returnTo, loginHint, fresh = false }: SetOut,
): Promise<Onward> {
  const { organization } = visit
  trace.about({ connectionId: connection.id })
  const document = await trace.step('discover_provider', (note) => {
    note({ asked: connection.wellKnownUrl, issuer: connection.issuer })
    return documents.discoverAnswering(organization, connection)
  })

  const location = await trace.step('send_to_provider', async (note) => {
    const { length } = await listConnections(db, organization.id)
    const redirectUri = organization.url + callbackPath(connection, length)
    const asked = { state: newToken(), nonce: newToken(), codeVerifier: newToken() }
    const peer = { organization, connection, document }
    const hints = { redirectUri, loginHint, fresh }
    const address = await authorizationAddress({ outbound }, peer, { ...asked, ...hints })
    const at = now()
    await insertSignInAttempt(db, {
      id: newId('signInAttempt', at),
      organizationId: organization.id,
      connectionId: connection.id,
      traceCode: trace.code,
      stateDigest: digest(asked.state),
      browserDigest: browser.digest,
      nonce: asked.nonce,
      codeVerifierSealed: await sealer.seal(asked.codeVerifier),
      returnTo,
      fresh,
      createdAt: at,
      expiresAt: at + ATTEMPT_MS,
    })
    note({ endpoint: document.authorization_endpoint, redirectUri, returnTo })
    return address.href
  })
  return { location, cookies: [browser.cookie] }
}
