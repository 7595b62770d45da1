import type { Trace } from '../core/audit/trace.ts'
import type { Connection } from '../core/connections/connection.ts'
import { findConnection } from '../core/connections/connection-store.ts'
import { listFrontChannelAddresses } from '../core/logout-notices/list-front-channel-addresses.ts'
import type { Session } from '../core/sessions/session.ts'
import { endSessionOfBrowser, noSessionCookie } from '../front/session-cookie.ts'
import type { Visit } from '../front/visit.ts'
import { endSessionAddress } from './identity-provider.ts'
import type { LoginDeps, Onward } from './login-deps.ts'

export const LOGGED_OUT = '/logged-out'

/**
 * Ends the session here first, whatever comes of the rest, and then at the provider where the
 * connection says so. A provider that is down keeps nobody signed in here.
 */
export async function signOut(
  deps: LoginDeps & { trace: Trace },
  visit: Visit,
  cookieHeader: string | null | undefined,
): Promise<Onward> {
  const { db, now, trace } = deps
  const cookies = [noSessionCookie(visit)]
  const session = await trace.step('sign_out', async (note) => {
    const ended = await endSessionOfBrowser(db, visit, cookieHeader, now())
    if (ended) note({ session: ended.uid })
    trace.about({ userId: ended?.userId })
    return ended
  })
  const connection = session?.connectionId && (await findConnection(db, session.connectionId))
  const leaves = session ? await listFrontChannelAddresses(db, visit.organization, session) : []
  if (!session || !connection) return { location: LOGGED_OUT, cookies, leaves }

  const here = `${LOGGED_OUT}?connection=${connection.slug}`
  const there = connection.settings.signOutAtProvider
    ? await signOutAtProvider(deps, visit, { session, connection })
    : undefined
  return { location: there ?? here, cookies, leaves }
}

async function signOutAtProvider(
  deps: LoginDeps & { trace: Trace },
  { organization }: Visit,
  { session, connection }: { session: Session; connection: Connection },
): Promise<string | undefined> {
  const { documents, sealer, trace } = deps
  trace.about({ connectionId: connection.id })
  try {
    return await trace.step('send_to_provider', async (note) => {
      const document = await documents.discoverAnswering(organization, connection)
      const { idTokenSealed } = session
      const idToken = idTokenSealed && (await sealer.open(idTokenSealed))
      const peer = { organization, connection, document }
      const returnTo = `${organization.url}${LOGGED_OUT}`
      const address = endSessionAddress(deps, peer, { idToken, returnTo })
      note({ endpoint: document.end_session_endpoint ?? 'none' })
      return address?.href
    })
  } catch {
    // The step has it. The person is told that they may still be signed in there.
    return undefined
  }
}
