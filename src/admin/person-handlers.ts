import { listIdentitiesOfUser } from '../core/connections/identity-store.ts'
import { listGroupsOfUser, listSourcesOfUser } from '../core/groups/membership-store.ts'
import { sendPasswordLink } from '../core/mail/send-password-link.ts'
import {
  findOpenPasswordLink,
  makePasswordLink,
  revokePasswordLink,
} from '../core/password-links/make-password-link.ts'
import { endSessionOf, findSessionIn } from '../core/sessions/end-session-of.ts'
import { listSessionsOfUser } from '../core/sessions/session-store.ts'
import { signOutEverywhere } from '../core/users/decide-user.ts'
import { requireAuthority } from '../core/users/require-authority.ts'
import type { AdminApi, AdminContext, AdminDeps } from './admin-deps.ts'
import { actorOf, deciderOf } from './caller.ts'
import * as linkContract from './contract/password-links.ts'
import * as sessionContract from './contract/sessions.ts'
import * as contract from './contract/users.ts'
import { found } from './found.ts'
import { sourcesBy } from './membership-sources.ts'
import { toTime } from './time.ts'
import { getUser } from './user-handlers.ts'
import { viewPasswordLink, viewSession } from './user-views.ts'

/** What belongs to one person: groups, identities, sessions. */
export function mountPerson(api: AdminApi, deps: AdminDeps): void {
  const { db, now } = deps

  api.openapi(contract.listGroupsOfUser, async (c) => {
    const { id } = await getUser(deps, c, c.req.valid('param').id)
    const groups = await listGroupsOfUser(db, id)
    const sources = sourcesBy('groupId', await listSourcesOfUser(db, id))
    const items = groups.map((group) => ({
      id: group.id,
      name: group.name,
      description: group.description,
      ...sources(group.id),
    }))
    return c.json({ items }, 200)
  })

  api.openapi(contract.listIdentities, async (c) => {
    const { id } = await getUser(deps, c, c.req.valid('param').id)
    const identities = await listIdentitiesOfUser(db, id)
    const items = identities.map(
      ({ connectionId, connectionName, subject, givenRole, ...told }) => ({
        ...{ connectionId, connectionName, subject },
        givenRole: givenRole ?? null,
        createdAt: toTime(told.createdAt),
        lastUsedAt: toTime(told.lastUsedAt),
      }),
    )
    return c.json({ items }, 200)
  })

  api.openapi(contract.listSessionsOfUser, async (c) => {
    const { id } = await getUser(deps, c, c.req.valid('param').id)
    const sessions = await listSessionsOfUser(db, id, now())
    const { session: current } = c.var.caller
    return c.json({ items: sessions.map((one) => viewSession(one, current)) }, 200)
  })

  api.openapi(contract.endSessionsOfUser, async (c) => {
    const user = await getUser(deps, c, c.req.valid('param').id)
    await signOutEverywhere(deps, { user, by: deciderOf(c) })
    return c.body(null, 204)
  })

  mountPasswordLink(api, deps)
  mountSessions(api, deps)
}

function mountPasswordLink(api: AdminApi, deps: AdminDeps): void {
  api.openapi(linkContract.getPasswordLink, async (c) => {
    const user = await getUser(deps, c, c.req.valid('param').id)
    const link = await findOpenPasswordLink(deps, user)
    return c.json({ link: link ? viewPasswordLink(link) : null }, 200)
  })

  api.openapi(linkContract.createPasswordLink, async (c) => {
    const { organization } = c.env.visit
    const user = await getUser(deps, c, c.req.valid('param').id)
    requireAuthority({ by: deciderOf(c), over: user })
    const wanted = { organization, user, actor: actorOf(c) }
    const { link, url } = await makePasswordLink(deps, wanted)
    return c.json({ ...viewPasswordLink(link), url }, 201)
  })

  api.openapi(linkContract.sendPasswordLink, async (c) => {
    const { organization } = c.env.visit
    const user = await getUser(deps, c, c.req.valid('param').id)
    requireAuthority({ by: deciderOf(c), over: user })
    await sendPasswordLink(deps, { organization, user, actor: actorOf(c) })
    return c.json({ to: user.email, sendsMail: deps.sendsMail }, 201)
  })

  api.openapi(linkContract.deletePasswordLink, async (c) => {
    const user = await getUser(deps, c, c.req.valid('param').id)
    requireAuthority({ by: deciderOf(c), over: user })
    await revokePasswordLink(deps, { user, actor: actorOf(c) })
    return c.body(null, 204)
  })
}

function mountSessions(api: AdminApi, deps: AdminDeps): void {
  const getSession = async (c: AdminContext, id: string) =>
    found(await findSessionIn(deps.db, c.env.visit.organization.id, id, deps.now()))

  api.openapi(sessionContract.getSessionById, async (c) => {
    const session = await getSession(c, c.req.valid('param').id)
    return c.json(viewSession(session, c.var.caller.session), 200)
  })

  api.openapi(sessionContract.endSession, async (c) => {
    const session = await getSession(c, c.req.valid('param').id)
    await endSessionOf(deps, { session, by: deciderOf(c) })
    return c.body(null, 204)
  })
}
