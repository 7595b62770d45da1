import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

export type MailServer = Readonly<{
  url: string
  /** Every message that it took, whole. */
  taken: string[]
  /** Says no to whoever it is for, with this code; 0 takes again. */
  refuse(code: number): void
  close(): Promise<void>
}>

/** Somebody else's mail server on loopback, which wants a name and a password. */
export async function startMailServer({
  password = 'planted-smtp-password',
} = {}): Promise<MailServer> {
  const taken: string[] = []
  let code = 0
  const server = new SMTPServer({
    authOptional: false,
    // What is on this machine needs no encryption, and this server's certificate is nobody's.
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    onAuth: (auth, _session, done) => {
      if (auth.username === 'latchkey' && auth.password === password)
        done(null, { user: 'latchkey' })
      else done(new Error('no such user'))
    },
    onRcptTo: (_address, _session, done) => {
      done(code ? Object.assign(new Error('no such mailbox'), { responseCode: code }) : null)
    },
    onData: (stream, _session, done) => {
      text(stream).then((message) => {
        taken.push(message)
        done()
      }, done)
    },
  })
  // A client that goes away in the middle is its own affair.
  server.on('error', () => {})
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const { port } = listening.address() as AddressInfo
  return {
    url: `smtp://latchkey:${encodeURIComponent(password)}@127.0.0.1:${port}`,
    taken,
    refuse: (given) => {
      code = given
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
