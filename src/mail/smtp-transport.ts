import { SECOND } from '../base/clock.ts'
import { isLoopbackHost } from '../base/loopback.ts'

/** The mail server, as configured. */
export type SmtpSettings = Readonly<{
  /** `smtps://` begins with TLS; `smtp://` switches to it before anything is sent (STARTTLS). */
  url: string
  from: string
}>

export type MailTransport = Readonly<{
  send(message: Outgoing): Promise<void>
  /** Connects and signs in without sending anything; rejects if that fails. */
  verify(): Promise<void>
  close(): Promise<void>
}>

type Outgoing = Readonly<{ to: string; subject: string; text: string; senderName: string }>

const TIMEOUT_MS = 20 * SECOND

/** Loads the library with the first message, because many processes never send one. */
export function createSmtpTransport({ url, from }: SmtpSettings): MailTransport {
  let opened: ReturnType<typeof open> | undefined
  const mailer = () => {
    opened ??= open(url)
    return opened
  }
  return {
    async send({ senderName, ...message }) {
      const sender = /[<>]/.test(from) ? from : { name: senderName, address: from }
      await (await mailer()).sendMail({
        ...message,
        from: sender,
        // RFC 3834: keeps out-of-office replies away.
        headers: { 'Auto-Submitted': 'auto-generated' },
      })
    },
    async verify() {
      await (await mailer()).verify()
    },
    async close() {
      if (opened) (await opened).close()
    },
  }
}

async function open(address: string) {
  const { createTransport } = await import('nodemailer')
  return createTransport(smtpOptions(address))
}

/** The library's options for an address. */
export function smtpOptions(address: string) {
  const url = new URL(address)
  const isSecure = url.protocol === 'smtps:'
  const isHere = isLoopbackHost(url.hostname)
  const user = decodeURIComponent(url.username)
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (isSecure ? 465 : 587)),
    secure: isSecure,
    // Neither a password nor a link for a new one leaves this machine unencrypted.
    requireTLS: !isSecure && !isHere,
    ignoreTLS: !isSecure && isHere,
    ...(user && { auth: { user, pass: decodeURIComponent(url.password) } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    // Otherwise the library would read files and addresses that a message names.
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}
