import { type Interaction, Provider } from 'oidc-provider'
import { type Clock, SECOND } from '../base/clock.ts'
import { digest } from '../base/token.ts'
import type { AuthorizationServer } from '../core/authorization-servers/authorization-server.ts'
import { isAlive, type Session } from '../core/sessions/session.ts'
import { findSession } from '../core/sessions/session-store.ts'
import { stepUpHref } from '../front/step-up.ts'
import { visitOf } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import { readCookie } from '../web/cookies.ts'
import { pathOf } from './routes-of-server.ts'
import { SECOND_FACTOR } from './second-factor.ts'

/**
 * Where the browser goes when a request needs the person: to the login screen, or to our consent
 * page. Either leads back to the request's own path, and the library goes on from there.
 */
export function whereToAsk(
  server: AuthorizationServer,
  interaction: Interaction,
  connection: string | undefined,
): string {
  const { uid, prompt, params, returnTo, session } = interaction
  if (prompt.name === 'consent') return `${pathOf(server)}/consent/${uid}`

  const back = new URL(returnTo).pathname
  if (isStepUp(interaction)) return stepUpHref(back, prompt.details.wanted)
  const query = new URLSearchParams({ return_to: back })
  if (typeof params.login_hint === 'string') query.set('login_hint', params.login_hint)
  if (connection) query.set('connection', connection)
  // Somebody is signed in, and that is not enough: too long ago, or another person is wanted. Where
  // nobody is, the provider behind a connection may still have a session.
  if (session?.accountId || wantsAnew(params.prompt)) query.set('fresh', '1')
  return `/login?${query}`
}

const wantsAnew = (prompt: unknown) => typeof prompt === 'string' && / login /.test(` ${prompt} `)

/** All that is missing is another factor: an essential `acr` is reached by it, or by nothing. */
function isStepUp({ prompt: { reasons } }: Interaction): boolean {
  const others = reasons.filter((reason) => !reason.startsWith('essential_acr'))
  return others.length === 1 && others[0] === SECOND_FACTOR
}

/**
 * The person is back from the login screen. The library compares the session of now with the one
 * of before and would refuse a new one; every sign-in of ours makes a new one. So a request that
 * wanted a sign-in is told here that it happened, and by whom. A session that was there before
 * proves nothing of the kind, whatever its age.
 */
export function finishAsking(provider: Provider, { db, now }: { db: Db; now: Clock }): void {
  const read = new WeakMap<object, Interaction>()
  // `bind` forgets what is found, and the types that say so cannot be told.
  const find = provider.Interaction.find.bind(provider.Interaction) as Find
  // The library reads the request again: it is given what was read and told here, unwritten.
  provider.Interaction.find = (async (uid: string) => {
    const known = Provider.ctx && read.get(Provider.ctx)
    return known?.uid === uid ? known : find(uid)
  }) as typeof provider.Interaction.find

  provider.use(async (ctx, next) => {
    const uid = /\/authorize\/([\w-]+)$/.exec(ctx.path)?.[1]
    if (ctx.method !== 'GET' || !uid) return next()
    const interaction = await find(uid)
    if (interaction) read.set(ctx, interaction)
    if (interaction?.prompt.name !== 'login') return next()

    const { cookies } = visitOf(ctx.req)
    const token = readCookie(ctx.get('cookie'), cookies.session)
    const session = token ? await findSession(db, digest(token)) : undefined
    if (!session || !isAlive(session, now())) return next()
    const isEnough = isNewer(session, interaction)
    if (isEnough) {
      const { userId: accountId, authenticatedAt, amr, acr } = session
      const ts = Math.floor(authenticatedAt / 1_000)
      interaction.result = { login: { accountId, ts, amr: [...amr], ...(acr && { acr }) } }
    }
    // In another session that is not enough the request is looked at as though it came now.
    if (isEnough || session.uid !== interaction.session?.uid) delete interaction.session
    return next()
  })
}

type Find = (uid: string) => Promise<Interaction | undefined>

/** Two nodes may have written the request and the session. */
const CLOCKS_DIFFER_MS = 30 * SECOND

/** Whether the person signed in after the request came, and lately enough for it. */
function isNewer(session: Session, interaction: Interaction): boolean {
  const { session: before, iat, params } = interaction
  if (isTooOld(session, params.max_age)) return false
  const earliest = iat * 1_000 - CLOCKS_DIFFER_MS
  // The address on the way says that it must be anew, and whoever sits there may leave that out.
  if (wantsAnew(params.prompt) && session.authenticatedAt < earliest) return false
  if (before && session.uid !== before.uid) return true
  // A session that was raised is the same one, and says since when. A new one may rest on a sign-in
  // at a provider that was before the request.
  if (before && !isStepUp(interaction)) return false
  const at = before ? session.authenticatedAt : session.createdAt
  return at >= earliest
}

/** The session is new, and rests on one at a provider that is older than `max_age` seconds. */
function isTooOld({ authenticatedAt, createdAt }: Session, maxAge: unknown): boolean {
  return maxAge !== undefined && createdAt - authenticatedAt > Number(maxAge) * SECOND
}
