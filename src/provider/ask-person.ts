import type { Interaction, Provider } from 'oidc-provider'
import type { Clock } from '../base/clock.ts'
import { digest } from '../base/token.ts'
import type { AuthorizationServer } from '../core/authorization-servers/authorization-server.ts'
import { isAlive } from '../core/sessions/session.ts'
import { findSession } from '../core/sessions/session-store.ts'
import { visitOf } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import { readCookie } from '../web/cookies.ts'
import { pathOf } from './routes-of-server.ts'

/**
 * Where the browser goes when a request needs the person: to the login screen, or to our consent
 * page. Either leads back to the request's own path, and the library goes on from there.
 */
export function whereToAsk(server: AuthorizationServer, interaction: Interaction): string {
  const { uid, prompt, params, returnTo, session } = interaction
  if (prompt.name === 'consent') return `${pathOf(server)}/consent/${uid}`

  const query = new URLSearchParams({ return_to: new URL(returnTo).pathname })
  if (typeof params.login_hint === 'string') query.set('login_hint', params.login_hint)
  if (typeof params.idp === 'string') query.set('connection', params.idp)
  // Somebody is signed in, and that is not enough: too long ago, or another person is wanted.
  if (session?.accountId) query.set('fresh', '1')
  return `/login?${query}`
}

/**
 * The person is back from the login screen. The library compares the session of now with the one
 * of before and would refuse a new one; every sign-in of ours makes a new one. So a request that
 * asked for a fresh sign-in is told here that it happened, and by whom. A session that was there
 * before proves nothing of the kind, whatever its age.
 */
export function finishAsking(provider: Provider, { db, now }: { db: Db; now: Clock }): void {
  provider.use(async (ctx, next) => {
    const uid = /\/authorize\/([\w-]+)$/.exec(ctx.path)?.[1]
    if (ctx.method !== 'GET' || !uid) return next()
    const interaction = await provider.Interaction.find(uid)
    const before = interaction?.session?.uid
    if (interaction?.prompt.name !== 'login' || before === undefined) return next()

    const { cookies } = visitOf(ctx.req)
    const token = readCookie(ctx.get('cookie'), cookies.session)
    const session = token ? await findSession(db, digest(token)) : undefined
    if (session && isAlive(session, now()) && session.uid !== before) {
      const { userId: accountId, authenticatedAt, amr, acr } = session
      const ts = Math.floor(authenticatedAt / 1_000)
      interaction.result = { login: { accountId, ts, amr: [...amr], ...(acr && { acr }) } }
      delete interaction.session
      await interaction.persist()
    }
    return next()
  })
}
