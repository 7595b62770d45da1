import { SECOND } from '../base/clock.ts'
import { isLoopbackHost } from '../base/loopback.ts'

/** Where mail is handed over, out of the configuration. */
export type SmtpSettings = Readonly<{
  /** `smtps://` begins with TLS; `smtp://` goes over to it before anything is said (STARTTLS). */
  url: string
  from: string
}>

export type MailTransport = Readonly<{
  send(message: Outgoing): Promise<void>
  /** Connects and signs in, and sends nothing; throws what is wrong. */
  verify(): Promise<void>
  close(): Promise<void>
}>

type Outgoing = Readonly<{ to: string; subject: string; text: string; senderName: string }>

const TIMEOUT_MS = 20 * SECOND

/** The library is loaded with the first message: many a process never sends one. */
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
        // RFC 3834: nobody's holiday answers this.
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

/** What the library is told, out of the address. */
export function smtpOptions(address: string) {
  const url = new URL(address)
  const isSecure = url.protocol === 'smtps:'
  const isHere = isLoopbackHost(url.hostname)
  const user = decodeURIComponent(url.username)
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (isSecure ? 465 : 587)),
    secure: isSecure,
    // Neither a password nor a link for a new one travels in the open, but on this very machine.
    requireTLS: !isSecure && !isHere,
    ignoreTLS: !isSecure && isHere,
    ...(user && { auth: { user, pass: decodeURIComponent(url.password) } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    // Files and addresses in a message would be read by the library.
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}
