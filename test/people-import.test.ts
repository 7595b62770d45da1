import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { newId } from '../src/base/ids.ts'
import {
  type AdminClient,
  type Answer,
  pathsOf,
  signedInAs,
  withToken,
} from './support/admin-client.ts'
import { createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { addPerson, type RunningServer, startServer } from './support/running-server.ts'

type Row = {
  line: number
  login: string
  outcome: string
  changes: object[]
  problems: string[]
  invitation: string | null
}

for (const engine of engines) {
  describe(`importing people on ${engine.name}`, () => {
    let server: RunningServer
    let owner: AdminClient

    before(async () => {
      server = await startServer(await engine.fresh())
      owner = await signedInAs(server, 'owner')
      for (const name of ['engineering', 'finance']) await owner.make('/groups', { name })
    })
    after(() => server.close())

    const send = (csv: string, more: object = {}, by = owner): Promise<Answer> =>
      by.call('POST', '/users/import', { csv, dryRun: false, ...more })
    const rowsOf = ({ status, body }: Answer): Row[] => {
      assert.equal(status, 200, JSON.stringify(body))
      return body.rows
    }
    const outcomes = (answer: Answer) => rowsOf(answer).map(({ outcome }) => outcome)
    const find = async (q: string) => (await owner.get(`/users?q=${q}`)).body.items[0]

    test('a preview writes nothing, the import does what it said, and a second run nothing', async () => {
      const csv = [
        'Login,E-Mail,First name,Last name,Display name,Groups,Role,Status',
        'ida@acme.test,,Ida,Rhodes,,engineering; finance,,',
        'jean@acme.test,jean.b@acme.test,Jean,"Bartik, ""Betty""",Betty,,auditor,staged',
      ].join('\r\n')
      const preview = await send(csv, { dryRun: true })
      assert.deepEqual(outcomes(preview), ['create', 'create'])
      assert.equal(await find('ida'), undefined)
      const imported = await send(csv)
      assert.deepEqual(rowsOf(imported), rowsOf(preview))
      assert.deepEqual(imported.body.counts, { create: 2, change: 0, unchanged: 0, refused: 0 })
      const ida = await find('rhodes')
      assert.deepEqual([ida.email, ida.status, ida.role], ['ida@acme.test', 'active', 'member'])
      const groups = (await owner.get(`/users/${ida.id}/groups`)).body.items
      assert.equal(groups.length, 2)
      const jean = await find('betty')
      assert.equal(jean.profile.familyName, 'Bartik, "Betty"')
      assert.deepEqual(
        [jean.email, jean.status, jean.role],
        ['jean.b@acme.test', 'staged', 'auditor'],
      )
      assert.deepEqual(outcomes(await send(csv)), ['unchanged', 'unchanged'])
      const { body } = await owner.get(`/events?target=${ida.id}`)
      assert.deepEqual(
        body.items.map(({ type }: { type: string }) => type),
        ['user.lifecycle.create'],
      )
    })

    test('what changes is told field by field, and what is empty stays', async () => {
      const { user, ...member } = await signedInAs(server, 'member')
      const csv = `\u{feff}username;mail;surname;groups;status\n${user.login};new-${user.login};Byron;finance;\n`
      const [row] = rowsOf(await send(csv, { dryRun: true }))
      assert.deepEqual(row?.changes, [
        { field: 'email', before: user.email, after: `new-${user.login}` },
        { field: 'familyName', before: 'Lovelace', after: 'Byron' },
        { field: 'groups', before: '', after: 'finance' },
      ])
      await send(csv)
      const now = await find(user.login)
      assert.deepEqual(
        [now.profile, now.emailVerified, now.hasPassword],
        [{ givenName: 'Ada', familyName: 'Byron' }, false, true],
      )
      assert.equal((await member.get('/session')).status, 200)
      await send(`login\tstatus\n${user.login}\tsuspended`)
      assert.equal((await member.get('/session')).status, 401)
      assert.equal((await find(user.login)).status, 'suspended')
    })

    test('a column that nobody knows is refused with the nearest, or said what it is', async () => {
      const csv = 'login,givnName,Cost centre\nhal@acme.test,Hal,42'
      const refused = await send(csv)
      assert.equal(refused.status, 400)
      assert.deepEqual(pathsOf(refused), ['columns.givnName', 'columns.Cost centre'])
      assert.match(refused.body.detail, /Did you mean "givenName"/)
      const columns = { givnName: 'givenName', 'Cost centre': 'ignore' }
      assert.deepEqual(outcomes(await send(csv, { columns })), ['create'])
      assert.equal((await find('hal')).profile.givenName, 'Hal')
      for (const wrong of ['', 'login', 'first name\nx', 'login,mail,e-mail\na,b,c', 'login\n"x']) {
        const { status, body } = await send(wrong)
        assert.equal(status, 400, wrong)
        assert.ok(body.errors.length > 0)
      }
    })

    test('a line that cannot be done is refused alone, and says why', async () => {
      const { login } = await addPerson(server, 'there@acme.test', { email: 'hers@acme.test' })
      const csv = `login,email,groups,role,status
two words,,,,
nobody,not an address,,,
plain,,,,
a@acme.test,,nowhere,,
b@acme.test,,,boss,
c@acme.test,,,,deactivated
d@acme.test,hers@acme.test,,,
e@acme.test,,,,
E@acme.test,,,,
${login},,,,staged
f@acme.test,,
${owner.user.login},,,admin,
,,,,active
g@acme.test,g@acme.test@evil.test,,,`
      const rows = rowsOf(await send(csv))
      const told = rows.map(({ outcome, problems }) => [outcome, problems.join(' ')] as const)
      const expected: (RegExp | 'create')[] = [
        /no spaces/,
        /not an e-mail address/,
        /not an e-mail address/,
        /no group "nowhere"/,
        /"boss" is no role/,
        /Nobody who is new is deactivated/,
        /there@acme.test has this e-mail address already/,
        'create',
        /Line 9 has the same login/,
        /cannot be staged again/,
        /It has 3 cells/,
        /your own role/,
        /neither a login nor/,
        /not an e-mail address/,
      ]
      for (const [n, wanted] of expected.entries()) {
        const [outcome, problem] = told[n] ?? []
        if (wanted === 'create') assert.equal(outcome, 'create', String(n))
        else assert.match(`${outcome} ${problem}`, wanted)
      }
      assert.deepEqual(
        outcomes(await send(csv)).filter((one) => one !== 'refused'),
        ['unchanged'],
      )
    })

    test('nobody does by a file what they may not do by hand', async () => {
      const helpdesk = await signedInAs(server, 'helpdesk')
      const admin = await signedInAs(server, 'admin')
      const made = await owner.make('/api-tokens', {
        name: 'hr',
        scopes: ['people.write', 'people.read'],
        expiresInDays: 1,
      })
      const token = withToken(server, owner.user, made.body.token)
      const csv = (mark: string) =>
        `login,role,groups,first name
m-${mark}@acme.test,,,
a-${mark}@acme.test,admin,,
o-${mark}@acme.test,owner,,
g-${mark}@acme.test,,finance,
${owner.user.login},,,Somebody
`
      const expected = {
        owner: ['create', 'create', 'create', 'create', 'change'],
        admin: ['create', 'create', 'refused', 'create', 'refused'],
        helpdesk: ['create', 'refused', 'refused', 'refused', 'refused'],
        token: ['create', 'refused', 'refused', 'refused', 'refused'],
      }
      for (const [name, who] of Object.entries({ admin, helpdesk, token, owner })) {
        const preview = await send(csv(name), { dryRun: true }, who)
        const imported = await send(csv(name), {}, who)
        assert.deepEqual(outcomes(imported), expected[name as keyof typeof expected], name)
        assert.deepEqual(outcomes(preview), outcomes(imported))
      }
      const auditor = await signedInAs(server, 'auditor')
      assert.equal((await send(csv('x'), { dryRun: true }, auditor)).status, 403)
    })

    test('everybody new is invited by a link in the report, which no spreadsheet runs', async () => {
      const csv =
        'login,email\n=cmd|x,eq@acme.test\n@sum,at@acme.test\n+1,plus@acme.test\nrosa@acme.test,'
      const options = { newStatus: 'staged', invite: true }
      const { body } = await send(csv, options)
      assert.equal(body.counts.create, 4)
      const { invitation } = body.rows[3]
      assert.ok(invitation.startsWith(`${server.url}/invite/`))
      assert.ok(body.report.includes(invitation))
      for (const start of ['"=', '"@', '"+', '"-']) assert.ok(!body.report.includes(start), start)
      const done = await createBrowser().post(invitation, { password: 'a password of hers' })
      assert.equal(done.status, 200)
      assert.equal((await find('rosa')).status, 'active')
      const again = await send(csv, options)
      assert.deepEqual(
        again.body.rows.map((row: Row) => row.invitation),
        [null, null, null, null],
      )
    })

    test('of two imports of one file at once nobody is made twice', async () => {
      const lines = Array.from({ length: 300 }, (_, n) => `twice-${n}@acme.test`)
      const csv = ['login', ...lines].join('\n')
      const [one, other] = await Promise.all([send(csv), send(csv)])
      const both = [...outcomes(one), ...outcomes(other)]
      assert.equal(both.filter((outcome) => outcome === 'create').length, 300)
      assert.ok(both.every((outcome) => outcome === 'create' || outcome === 'unchanged'))
    })

    test('ten thousand take less than a minute, and others are answered meanwhile', async () => {
      const mark = newId('trace').slice(-6)
      const lines = Array.from(
        { length: 10_000 },
        (_, n) => `p-${mark}-${n}@acme.test,Given ${n},Family ${n},engineering`,
      )
      const csv = ['login,first name,last name,groups', ...lines].join('\n')
      const tooMany = await send(`${csv}\none-more@acme.test,,,`, { dryRun: true })
      assert.match(tooMany.body.detail, /10,000 people at most/)
      assert.equal((await send(`login\n${'x'.repeat(5 * 1024 * 1024)}`)).status, 413)
      const startedAt = performance.now()
      let waited = 0
      let isDone = false
      const importing = send(csv).finally(() => {
        isDone = true
      })
      while (!isDone) {
        const askedAt = performance.now()
        await owner.get('/session')
        waited = Math.max(waited, performance.now() - askedAt)
      }
      assert.equal((await importing).body.counts.create, 10_000)
      const seconds = (performance.now() - startedAt) / 1000
      assert.ok(seconds < 60, `${seconds} s`)
      assert.ok(waited < 5_000, `somebody waited ${waited} ms`)
    })
  })
}
