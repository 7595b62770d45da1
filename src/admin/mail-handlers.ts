import { recordEvent } from '../core/audit/event-store.ts'
import type { Mail, Message } from '../core/mail/mail.ts'
import { findMailIn, listMail } from '../core/mail/mail-store.ts'
import { mayDecideOver } from '../core/users/require-authority.ts'
import { findUserIn } from '../core/users/user-store.ts'
import type { AdminApi, AdminContext, AdminDeps } from './admin-deps.ts'
import { actorOf, deciderOf } from './caller.ts'
import * as contract from './contract/mail.ts'
import { found } from './found.ts'
import { toTime } from './time.ts'

const MOST = 100

export function mountMail(api: AdminApi, deps: AdminDeps): void {
  const { db, sendsMail } = deps

  api.openapi(contract.listOutbox, async (c) => {
    const items = await listMail(db, c.env.visit.organization.id, MOST)
    return c.json({ sendsMail, items: items.map(viewMail) }, 200)
  })

  api.openapi(contract.readMessage, async (c) => {
    const { organization } = c.env.visit
    const mail = found(await findMailIn(db, organization.id, c.req.valid('param').id))
    // A wish holds whatever a stranger typed, and is not a message yet.
    found(mail.kind === 'password_reset_asked' ? undefined : mail)
    return c.json({ ...viewMail(mail), message: await messageFor(deps, c, mail) }, 200)
  })
}

function viewMail(mail: Mail) {
  const { id, kind, to, userId, state, tries, lastError, createdAt, sentAt } = mail
  return {
    ...{ id, kind, to, state, tries },
    userId: userId ?? null,
    lastError: lastError ?? null,
    createdAt: toTime(createdAt),
    sentAt: sentAt === undefined ? null : toTime(sentAt),
  }
}

/** Its link opens the account, so only those may read it who could set that account's password. */
async function messageFor(
  { db, now, sealer, sendsMail }: AdminDeps,
  c: AdminContext,
  { id, kind, organizationId, userId, sealed }: Mail,
): Promise<Message | null> {
  const { permissions } = c.var.caller
  if (sendsMail || !sealed || !permissions.includes('people.write')) return null
  const user = userId && (await findUserIn(db, organizationId, userId))
  if (!user || !mayDecideOver(deciderOf(c), user.role)) return null
  const message: Message = JSON.parse(await sealer.open(sealed))
  // Whoever uses the link looks like the person afterwards, so the audit log says who else saw it.
  const target = { kind: 'user', id: user.id }
  const read = { organizationId, actor: actorOf(c), target, detail: { kind, message: id } }
  await recordEvent(db, { ...read, type: 'system.email.read' }, now())
  return message
}
