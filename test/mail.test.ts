import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { HOUR, MINUTE } from '../src/base/clock.ts'
import { createLog } from '../src/base/log.ts'
import { listMail } from '../src/core/mail/mail-store.ts'
import type { User } from '../src/core/users/user.ts'
import { sendDueMail } from '../src/mail/mail-keeper.ts'
import { createSmtpTransport, type MailTransport, smtpOptions } from '../src/mail/smtp-transport.ts'
import { signedInAs } from './support/admin-client.ts'
import { createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { type MailServer, startMailServer } from './support/mail-server.ts'
import { movableClock } from './support/movable-clock.ts'
import { addPerson, PASSWORD, type RunningServer, startServer } from './support/running-server.ts'

const FROM = 'id@acme.test'
const NEW_PASSWORD = 'a wholly new password'

for (const engine of engines) {
  describe(`a forgotten password on ${engine.name}`, () => {
    const clock = movableClock()
    let mailServer: MailServer
    let transport: MailTransport
    let server: RunningServer

    before(async () => {
      mailServer = await startMailServer()
      transport = createSmtpTransport({ url: mailServer.url, from: FROM })
      // Messages are sent when the tests say so: the server itself has an outbox alone.
      server = await startServer(await engine.fresh(), { now: clock })
    })
    after(async () => {
      await server.close()
      await transport.close()
      await mailServer.close()
    })

    const deliver = async (by: MailTransport | null = transport) => {
      const deps = { ...server, now: clock, log: createLog('silent') }
      await sendDueMail(deps)
      // The server's own keeper may have claimed a wish: what becomes of it is waited for.
      const isWished = () =>
        server.db
          .selectFrom('mail')
          .select('id')
          .where('kind', '=', 'password_reset_asked')
          .executeTakeFirst()
      while (await isWished()) await setImmediate()
      await sendDueMail({ ...deps, transport: by ?? undefined })
    }
    const ask = async (login: string, headers: Record<string, string> = {}) => {
      const page = await createBrowser().post(
        `${server.url}/password/forgot`,
        { login },
        { headers },
      )
      return { status: page.status, text: page.text }
    }
    const linkIn = (message = '') =>
      /http:\/\/localhost:\d+\/reset\/[\w-]{43}/.exec(unfold(message))?.[0] ?? ''
    const eventsOf = async (user: User) => {
      const owner = await signedInAs(server, 'owner')
      const { body } = await owner.get(`/events?target=${user.id}`)
      return body.items as { type: string; outcome: string; detail: object }[]
    }

    test('is asked for on the login screen, and mended by a link that works once', async () => {
      const ada = await addPerson(server, 'ada@acme.test')
      const browser = createBrowser()
      const screen = await browser.get(`${server.url}/login`)
      assert.match(screen.html, /href="\/password\/forgot"/)
      assert.equal((await ask(' ADA@acme.test ')).status, 200)
      await deliver()
      const message = unfold(mailServer.taken.at(-1))
      assert.match(message, /^From: "?Acme"? <id@acme\.test>/m)
      assert.match(message, /^To: ada@acme\.test/m)
      assert.match(message, /^Auto-Submitted: auto-generated/m)
      const link = linkIn(message)
      assert.ok(link.startsWith(`${server.url}/reset/`), message)
      assert.equal((await createBrowser().post(link, { password: NEW_PASSWORD })).status, 200)
      assert.equal((await createBrowser().post(link, { password: NEW_PASSWORD })).status, 404)
      const signIn = (password: string) =>
        createBrowser().post(`${server.url}/login`, { login: ada.login, password })
      assert.equal((await signIn(PASSWORD)).status, 401)
      assert.equal((await signIn(NEW_PASSWORD)).status, 200)
      await deliver()
      assert.match(unfold(mailServer.taken.at(-1)), /Your password was changed/)
      const [row] = await server.db
        .selectFrom('mail')
        .selectAll()
        .where('kind', '=', 'password_reset')
        .execute()
      assert.deepEqual([row?.state, row?.sealed], ['sent', null], 'what it said is gone')
      const events = await eventsOf(ada)
      assert.ok(
        events.some(
          ({ type, outcome }) => type === 'system.email.delivery' && outcome === 'success',
        ),
      )
      assert.doesNotMatch(JSON.stringify(events), /\/reset\//)
    })

    test('is answered alike whoever is meant, and only who may sign in gets a message', async () => {
      await addPerson(server, 'shared-1', { email: 'shared@acme.test' })
      await addPerson(server, 'shared-2', { email: 'shared@acme.test' })
      for (const status of ['staged', 'suspended', 'deactivated'] as const) {
        await addPerson(server, `${status}@acme.test`, { status })
      }
      await addPerson(server, 'okta-only@acme.test', { passwordHash: undefined })
      const sent = mailServer.taken.length
      const names = ['nobody', 'shared', 'staged', 'suspended', 'deactivated', 'okta-only']
      const answers = await Promise.all(names.map((name) => ask(`${name}@acme.test`)))
      for (const answer of answers) assert.deepEqual(answer, answers[0])
      assert.equal(answers[0]?.status, 200)
      await deliver()
      const messages = mailServer.taken.slice(sent).map(unfold)
      assert.equal(messages.length, 1)
      assert.match(messages[0] ?? '', /okta-only@acme\.test.*this account has none.*\/login/is)
      assert.equal(linkIn(messages[0]), '')
      const left = await server.db
        .selectFrom('mail')
        .select('id')
        .where('kind', '=', 'password_reset_asked')
        .execute()
      assert.deepEqual(left, [], 'a wish that is dealt with is gone')
    })

    test('is not asked for with signs that no name has, and says how long to wait', async () => {
      for (const login of ['', 'ada\0@acme.test', 'a\u001bda', 'x'.repeat(400)]) {
        const { status, text } = await ask(login)
        assert.equal(status, 400, JSON.stringify(login))
        assert.match(text, /Type the e-mail address or username that you sign in with/)
      }
      const asked = await server.db.selectFrom('mail').select('kind').execute()
      assert.ok(!asked.some(({ kind }) => kind === 'password_reset_asked'))
      for (let n = 0; n < 3; n += 1) assert.equal((await ask('slowed@acme.test')).status, 200)
      const forgot = `${server.url}/password/forgot`
      const slowed = await createBrowser().post(forgot, { login: 'slowed@acme.test' })
      assert.equal(slowed.status, 429)
      assert.ok(Number(slowed.headers['retry-after']) > 60)
      assert.equal(slowed.forms[0]?.fields.login, 'slowed@acme.test')
      await deliver()
    })

    test('fills nobody’s mailbox, however it is asked', async () => {
      await addPerson(server, 'grace@acme.test')
      const sent = mailServer.taken.length
      const spoofed = (n: number) => ({ 'x-forwarded-for': `203.0.113.${n}` })
      const tries = await Promise.all(
        Array.from({ length: 12 }, (_, n) => ask('grace@acme.test', spoofed(n))),
      )
      assert.equal(tries.filter(({ status }) => status === 429).length, 9)
      const unknown = await Promise.all(Array.from({ length: 12 }, () => ask('nobody-2@acme.test')))
      assert.equal(
        unknown.filter(({ status }) => status === 429).length,
        9,
        'and tells nobody who exists',
      )
      await deliver()
      assert.equal(mailServer.taken.length - sent, 3)
      // The newest link supersedes those before.
      const links = mailServer.taken.slice(sent).map(linkIn)
      const states = await Promise.all(
        links.map(async (link) => (await createBrowser().get(link)).status),
      )
      assert.deepEqual(states.toSorted(), [200, 404, 404])
    })

    test('promises no message where nothing is sent, before it is asked for and after', async () => {
      const forgot = `${server.url}/password/forgot`
      const empty = createBrowser()
      const refused = await empty.submit(await empty.get(forgot), { login: ' ' })
      const asked = await empty.submit(refused, { login: 'nobody@acme.test' })
      for (const page of [await empty.get(forgot), refused, asked]) {
        assert.match(page.text, /your administrator/)
        assert.doesNotMatch(page.text, /you get a message|Send the link|is on its way/)
      }
    })

    test('waits in the outbox where nothing is sent, for whoever may change the person it is for', async () => {
      await addPerson(server, 'margaret@acme.test', { role: 'owner' })
      await addPerson(server, 'katherine@acme.test')
      await ask('margaret@acme.test')
      await ask('katherine@acme.test')
      await deliver(null)
      const admin = await signedInAs(server, 'admin')
      const { sendsMail, items } = (await admin.get('/mail')).body
      assert.equal(sendsMail, false)
      const idFor = (to: string) => items.find((item: { to: string }) => item.to === to).id
      const read = async (to: string, by = admin) =>
        (await by.get(`/mail/${idFor(to)}`)).body.message
      assert.match((await read('katherine@acme.test')).text, /\/reset\/[\w-]{43}/)
      assert.equal(await read('margaret@acme.test'), null, 'an owner’s is not an admin’s to read')
      assert.ok(await read('margaret@acme.test', await signedInAs(server, 'owner')))
      assert.equal(await read('katherine@acme.test', await signedInAs(server, 'auditor')), null)
      const seen = await server.db
        .selectFrom('event')
        .select('target_id')
        .where('type', '=', 'system.email.read')
        .execute()
      assert.equal(seen.length, 2, 'who read a link can be told from who used it')
      assert.equal((await (await signedInAs(server, 'member')).get('/mail')).status, 403)
      assert.equal((await admin.get('/mail/mal_none')).status, 404)
      assert.doesNotMatch(JSON.stringify(items), /\/reset\//)
      await deliver()
      assert.equal(await read('katherine@acme.test'), null, 'what was sent is gone')
    })

    test('an administrator sends an invitation that they do not see, and only for whom they may', async () => {
      const staged = await addPerson(server, 'dorothy@acme.test', {
        status: 'staged',
        passwordHash: undefined,
      })
      const owner = await addPerson(server, 'mary@acme.test', { role: 'owner' })
      const admin = await signedInAs(server, 'admin')
      const made = await admin.make(`/users/${staged.id}/password-link/send`, undefined)
      assert.deepEqual(made.body, { to: staged.email, sendsMail: false })
      const refused = await admin.call('POST', `/users/${owner.id}/password-link/send`)
      assert.equal(refused.status, 403)
      await deliver()
      const message = unfold(mailServer.taken.at(-1))
      assert.match(message, /^Subject: You are invited to Acme/m)
      const link = /http:\/\/localhost:\d+\/invite\/[\w-]{43}/.exec(message)?.[0] ?? ''
      assert.equal((await createBrowser().post(link, { password: NEW_PASSWORD })).status, 200)
      const { body } = await admin.get(`/users/${staged.id}`)
      assert.equal(body.status, 'active')
    })

    test('leads to this origin, whatever the request says of hosts', async () => {
      await addPerson(server, 'linus@acme.test')
      await ask('linus@acme.test', {
        'x-forwarded-host': 'evil.example',
        forwarded: 'host=evil.example',
      })
      await deliver()
      const message = unfold(mailServer.taken.at(-1))
      assert.doesNotMatch(message, /evil/)
      assert.ok(linkIn(message).startsWith(server.url))
    })

    test('waits while the mail server is down, and is given up where it says no for good', async () => {
      const barbara = await addPerson(server, 'barbara@acme.test')
      const down = createSmtpTransport({ url: 'smtp://127.0.0.1:1', from: FROM })
      await ask(barbara.login)
      await deliver(down)
      const [waiting] = await listMail(server.db, server.organization.id, 1)
      assert.deepEqual([waiting?.state, waiting?.tries], ['waiting', 1])
      assert.match(waiting?.lastError ?? '', /ECONNREFUSED/)
      const sent = mailServer.taken.length
      await deliver()
      assert.equal(mailServer.taken.length, sent, 'not before its time')
      clock.advance(2 * MINUTE)
      await Promise.all([deliver(), deliver()])
      assert.equal(mailServer.taken.length, sent + 1, 'and once')

      mailServer.refuse(550)
      await ask(barbara.login)
      await deliver()
      mailServer.refuse(0)
      const [failed] = await listMail(server.db, server.organization.id, 1)
      assert.deepEqual([failed?.state, failed?.sealed], ['failed', undefined])
      const events = await eventsOf(barbara)
      assert.ok(
        events.some(
          ({ type, outcome }) => type === 'system.email.delivery' && outcome === 'failure',
        ),
      )
    })

    test('is not sent any more once its link has ended, which is recorded', async () => {
      const radia = await addPerson(server, 'radia@acme.test')
      await ask(radia.login)
      await deliver(null)
      clock.advance(HOUR)
      const sent = mailServer.taken.length
      await deliver()
      assert.equal(mailServer.taken.length, sent)
      const [dropped] = await listMail(server.db, server.organization.id, 1)
      assert.deepEqual([dropped?.state, dropped?.sealed], ['failed', undefined])
      assert.match(dropped?.lastError ?? '', /of no use any more/)
      const told = (await eventsOf(radia)).find(({ type }) => type === 'system.email.delivery')
      assert.equal(told?.outcome, 'failure')
      assert.deepEqual(told?.detail, { kind: 'password_reset', why: dropped?.lastError, tries: 1 })
    })

    test('is not there where passwords are off, and an old wish gives nothing', async () => {
      const { db, organization } = server
      await addPerson(server, 'late@acme.test')
      await ask('late@acme.test')
      const settings = JSON.stringify({ ...organization.settings, passwordSignIn: false })
      await db.updateTable('organization').set({ settings }).execute()
      clock.advance(HOUR)
      const sent = mailServer.taken.length
      await deliver()
      assert.equal(mailServer.taken.length, sent)
      assert.equal((await createBrowser().get(`${server.url}/password/forgot`)).status, 404)
      assert.equal((await ask('late@acme.test')).status, 404)
      assert.doesNotMatch(
        (await createBrowser().get(`${server.url}/login`)).html,
        /password\/forgot/,
      )
    })
  })
}

test('nothing is said to a mail server elsewhere before the line is encrypted', () => {
  const { requireTLS, ignoreTLS, port } = smtpOptions('smtp://mail.acme.example')
  assert.deepEqual([requireTLS, ignoreTLS, port], [true, false, 587])
  const secure = smtpOptions('smtps://a%40b:p%2Fw@mail.acme.example')
  assert.deepEqual(
    [secure.secure, secure.port, secure.auth],
    [true, 465, { user: 'a@b', pass: 'p/w' }],
  )
})

test('a mail server that does not know us is told so by name, without the password', async () => {
  const mailServer = await startMailServer()
  const wrong = createSmtpTransport({ url: mailServer.url.replace('planted', 'wrong'), from: FROM })
  await assert.rejects(
    wrong.verify(),
    (error: Error) => !error.message.includes('password') && /login|auth/i.test(error.message),
  )
  const right = createSmtpTransport({ url: mailServer.url, from: FROM })
  await right.verify()
  await Promise.all([wrong.close(), right.close()])
  await mailServer.close()
})

/** Lines of a message as they were before transport encoded them. */
function unfold(message = ''): string {
  return message
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_whole, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
}
