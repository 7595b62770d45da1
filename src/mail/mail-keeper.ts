import { type Clock, MINUTE, SECOND } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { type Repeating, repeat } from '../base/repeat.ts'
import type { Sealer } from '../base/seal.ts'
import { recordEvent } from '../core/audit/event-store.ts'
import { answerResetWish } from '../core/mail/answer-reset-wish.ts'
import { type Mail, type Message, waitAfter, worthSendingUntil } from '../core/mail/mail.ts'
import { claimMail, endMail, listDueMail, postponeMail } from '../core/mail/mail-store.ts'
import { findOrganization } from '../core/organizations/organization-store.ts'
import type { Db } from '../storage/database.ts'
import type { MailTransport } from './smtp-transport.ts'

type Deps = Readonly<{
  db: Db
  now: Clock
  log: Pick<Log, 'warn'>
  sealer: Sealer
  /** Without one, messages wait in the outbox, where administrators read them. */
  transport?: MailTransport | undefined
}>

const LOOK_EVERY_MS = SECOND
/** Longer than the transport takes to give up. */
const LEASE_MS = 2 * MINUTE
const MOST_A_ROUND = 50

/**
 * Turns requests for a new password into messages, and sends what is due, in the background. Both are
 * in the database before anybody is answered, so a restart loses nothing, and of several nodes one
 * sends.
 */
export function startMailKeeper(deps: Deps): Repeating {
  const { log, transport } = deps
  const rounds = repeat((signal) => sendDueMail(deps, signal), {
    everyMs: LOOK_EVERY_MS,
    onError: (error) => log.warn({ error }, 'no mail can be read'),
  })
  return {
    async stop() {
      await rounds.stop()
      await transport?.close()
    },
  }
}

/** One round: every wish and every message that is due. */
export async function sendDueMail(deps: Deps, signal?: AbortSignal): Promise<void> {
  const { db, now, transport } = deps
  const round = async (what: 'wishes' | 'messages', work: (mail: Mail) => Promise<void>) => {
    for (const mail of await listDueMail(db, { now: now(), what, limit: MOST_A_ROUND })) {
      if (signal?.aborted) return
      if (!(await claimMail(db, mail, now() + LEASE_MS))) continue
      await work(mail).catch((error: unknown) => {
        deps.log.warn({ error, mail: mail.id }, 'a message could not be dealt with')
      })
    }
  }
  await round('wishes', (mail) => answerResetWish(deps, mail))
  if (transport) await round('messages', (mail) => send({ ...deps, transport }, mail))
}

async function send(
  { db, now, sealer, transport }: Deps & { transport: MailTransport },
  mail: Mail,
): Promise<void> {
  const { id, organizationId, userId, kind, to, sealed } = mail
  const organization = await findOrganization(db, organizationId)
  if (!organization || !sealed) return endMail(db, id, { state: 'failed', at: now() })
  const message: Message = JSON.parse(await sealer.open(sealed))
  const error = isTooLate(mail, now())
    ? TOO_LATE
    : await transport
        .send({ ...message, to, senderName: organization.name })
        .then(() => undefined, whyNotSent)
  const at = now()
  const nextTryAt = at + waitAfter(mail.tries + 1)
  const isGivenUp = error !== undefined && (error.isFinal || isTooLate(mail, nextTryAt))
  await db.transaction().execute(async (tx) => {
    if (!error) await endMail(tx, id, { state: 'sent', at })
    else if (isGivenUp) await endMail(tx, id, { state: 'failed', at, error: error.why })
    else await postponeMail(tx, id, { nextTryAt, error: error.why })
    if (error && !isGivenUp) return
    const type = 'system.email.delivery'
    const actor = { kind: 'system' } as const
    const target = userId && { kind: 'user', id: userId }
    const detail = { kind, ...(error && { why: error.why, tries: mail.tries + 1 }) }
    const outcome = error ? ('failure' as const) : ('success' as const)
    const event = { organizationId, type, actor, outcome, detail } as const
    await recordEvent(tx, { ...event, ...(target && { target }) }, at)
  })
}

const isTooLate = (mail: Mail, at: number) => at >= worthSendingUntil(mail)
const TOO_LATE = { why: 'It waited until it was of no use any more.', isFinal: true }

/** A refusal of the address (550 to 559) is permanent. */
function whyNotSent(error: unknown): { why: string; isFinal: boolean } {
  const { message, responseCode } = error as Error & { responseCode?: number }
  const isFinal = responseCode !== undefined && responseCode >= 550 && responseCode < 560
  return { why: String(message).slice(0, 300), isFinal }
}
