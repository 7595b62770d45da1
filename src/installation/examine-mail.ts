import type { Config } from '../config.ts'
import { type Finding, note, right, wrong } from '../doctor/finding.ts'
import { createSmtpTransport } from '../mail/smtp-transport.ts'

/** Whether the mail server answers and lets us sign in; nothing is sent. */
export async function examineMail({ mail }: Pick<Config, 'mail'>): Promise<Finding> {
  if (!mail) {
    return note('mail', 'No mail server is configured: messages wait in the console’s outbox.', {
      remedy: 'Name one under mail in latchkey.yaml to have them sent.',
    })
  }
  const transport = createSmtpTransport(mail)
  const { hostname } = new URL(mail.url)
  try {
    await transport.verify()
    return right('mail', `The mail server ${hostname} answers, and lets us in.`)
  } catch (error) {
    const received = error instanceof Error ? error.message.slice(0, 200) : 'no answer'
    return wrong('mail', `The mail server ${hostname} takes no mail from us.`, {
      expected: 'a connection with TLS, and the name and password accepted',
      received,
      remedy: 'Compare mail.smtp in latchkey.yaml with what the mail server’s operator gave you.',
    })
  } finally {
    await transport.close()
  }
}
