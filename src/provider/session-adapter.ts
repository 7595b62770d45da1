import { type Adapter, type AdapterPayload, Provider } from 'oidc-provider'
import type { Clock } from '../base/clock.ts'
import type { OrganizationId } from '../base/ids.ts'
import { digest } from '../base/token.ts'
import { isAlive, type Session } from '../core/sessions/session.ts'
import {
  addSessionAuthorizations,
  findSession,
  findSessionByUid,
} from '../core/sessions/session-store.ts'
import type { Db } from '../storage/database.ts'
import { goOnWith } from './carried.ts'

type Deps = { db: Db; now: Clock; organizationId: OrganizationId; serverSlug: string }

/**
 * oidc-provider's session is our session: the same cookie, the same row. It only ever adds which
 * applications the session has signed in to; who is signed in, since when and how is the login
 * flow's to write. A session that nobody is signed in to is not kept at all.
 */
export function createSessionAdapter({ db, now, organizationId, serverSlug }: Deps): Adapter {
  const answer = (id: string, session: Session | undefined) => {
    const isOurs = session?.organizationId === organizationId && isAlive(session, now())
    if (!session || !isOurs) return undefined
    const payload = toPayload(id, session)
    goOnWith({ idp: session.connectionId ?? organizationId })
    // What is written back is compared with this; most requests change nothing.
    seen().set(session.uid, JSON.stringify(session.authorizations))
    return payload
  }

  return {
    find: async (token) => answer(token, await findSession(db, digest(token))),
    // The library binds tokens to sessions by uid; it has no use for the secret then.
    findByUid: async (uid) => answer(uid, await findSessionByUid(db, uid)),
    findByUserCode: async () => undefined,

    async upsert(_token, payload) {
      if (!payload.accountId || !payload.uid) return
      // The library adds `undefined` members; JSON leaves them out, as our type does.
      const known = (payload.authorizations ?? {}) as Session['authorizations']
      const authorizations = withServer(known, serverSlug)
      const before = seen().get(payload.uid) ?? '{}'
      if (before === JSON.stringify(authorizations)) return
      await addSessionAuthorizations(db, payload.uid, { seen: before, authorizations })
    },

    // Signing out is ours (end-session.ts); the library never ends a session here.
    destroy: async () => {},
    consume: async () => {},
    revokeByGrantId: async () => {},
  }
}

/** Of which issuers the application of this request knows the session: each is to tell it of the end. */
function withServer(known: Session['authorizations'], slug: string): Session['authorizations'] {
  const clientId = Provider.ctx?.oidc.client?.clientId
  const authorization = clientId === undefined ? undefined : known[clientId]
  if (clientId === undefined || authorization?.sid === undefined) return known
  const { servers = [] } = authorization
  if (servers.includes(slug)) return known
  return { ...known, [clientId]: { ...authorization, servers: [...servers, slug] } }
}

type Seen = Map<string, string>
const SEEN = Symbol('authorizations of sessions read in this request')

function seen(): Seen {
  // The library gives every request a Koa context; `state` is Koa's place for such things.
  const state: Record<symbol, Seen | undefined> = Provider.ctx?.state ?? {}
  const map = state[SEEN] ?? new Map()
  state[SEEN] = map
  return map
}

function toPayload(jti: string, session: Session): AdapterPayload {
  return {
    kind: 'Session',
    jti,
    uid: session.uid,
    accountId: session.userId,
    // The protocol counts in whole seconds; when the person signed in is compared exactly
    // (session-rules.ts).
    loginTs: session.authenticatedAt / 1_000,
    iat: Math.floor(session.createdAt / 1_000),
    exp: Math.floor(session.expiresAt / 1_000),
    amr: [...session.amr],
    ...(session.acr !== undefined && { acr: session.acr }),
    // The library writes into it: it was read for this request alone.
    authorizations: session.authorizations,
    // The cookie ends with the browser, as the login flow made it.
    transient: true,
  }
}
