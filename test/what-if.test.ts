import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createGroup } from '../src/core/groups/save-group.ts'
import { type AdminClient, pathsOf, signedInAs, withToken } from './support/admin-client.ts'
import { addConnection } from './support/admin-world.ts'
import { createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'
import { addPerson, type RunningServer, startServer } from './support/running-server.ts'

const ADA = { sub: 'ada-0001', email: 'ada@acme.test', email_verified: true, name: 'Ada Lovelace' }

for (const engine of engines) {
  describe(`what other rules would have decided, on ${engine.name}`, () => {
    let provider: MisbehavingProvider
    let server: RunningServer
    let admin: AdminClient
    let groupId: string
    const seen = new Set<string>()

    before(async () => {
      provider = await startMisbehavingProvider()
      server = await startServer(await engine.fresh())
      admin = await signedInAs(server, 'admin')
      const { db, organization, sealer } = server
      const { issuer, wellKnownUrl, clientId, clientSecret } = provider
      const clientSecretSealed = await sealer.seal(clientSecret)
      await addConnection(server, 'okta', { issuer, wellKnownUrl, clientId, clientSecretSealed })
      const made = { organizationId: organization.id, name: 'Engineering', description: '' }
      const actor = { kind: 'system' } as const
      groupId = (await createGroup({ db, now: Date.now }, { ...made, actor })).id
    })
    after(async () => {
      await server.close()
      await provider.close()
    })

    /** The code of what comes of it. */
    async function signIn(claims: Parameters<MisbehavingProvider['signInAs']>[0]): Promise<string> {
      provider.signInAs(claims)
      await createBrowser().get(`${server.url}/login/okta`)
      const [first] = await newAttempts()
      return first?.code ?? ''
    }
    /** Since the last time: they are stored a moment after the sign-in. */
    async function newAttempts(): Promise<{ code: string; connection: unknown }[]> {
      for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
        const { items } = (await admin.get('/sign-ins')).body
        const fresh = items.filter(
          ({ code, outcome }: { code: string; outcome: string }) =>
            !seen.has(code) && outcome !== 'going_on',
        )
        for (const { code } of fresh) seen.add(code)
        if (fresh.length > 0) return fresh
      }
      throw new Error('no attempt was stored')
    }
    const ask = (code: string, edits: object, by = admin) =>
      by.call('POST', `/sign-ins/${code}/what-if`, edits)
    const rules = (...given: object[]) => ({
      connection: { mapping: { sync: 'full', rules: given } },
    })

    test('a refused person would be let in by a domain that is trusted, or asked for proof', async () => {
      await addPerson(server, ADA.email)
      const code = await signIn(ADA)
      const signedIn = (await admin.get(`/sign-ins/${code}`)).body
      assert.deepEqual([signedIn.outcome, signedIn.asksWhatIf], ['refused', true])
      const trusted = (await ask(code, { connection: { trustedDomains: ['acme.test'] } })).body
      assert.deepEqual([trusted.present.how, trusted.edited.how], ['refuse', 'link'])
      assert.match(trusted.edited.because, /trusted for its domain/)
      const { body } = await ask(code, { connection: { linking: 'prove' } })
      assert.deepEqual([body.present.how, body.edited.how], ['refuse', 'prove'])
      assert.deepEqual((await ask(code, {})).body.edited.how, 'refuse', 'nothing was changed')
    })

    test('a new person would get groups and a role by edited rules, or not be let in', async () => {
      const code = await signIn({ ...ADA, sub: 'g-1', email: 'grace@acme.test', groups: ['eng'] })
      const edits = rules(
        { match: 'equals', value: 'eng', group: groupId },
        { match: 'starts_with', value: 'e', role: 'helpdesk' },
        { claim: 'roles', match: 'equals', value: 'x', role: 'admin' },
      )
      const { present, edited } = (await ask(code, edits)).body
      assert.deepEqual([present.how, present.groups, present.role.role], ['known', [], 'member'])
      assert.deepEqual(edited.groups, [
        { id: groupId, name: 'Engineering', rule: 1, value: 'eng', isNew: true },
      ])
      assert.deepEqual(edited.role.by, { role: 'helpdesk', rule: 2, value: 'eng' })
      assert.match(edited.notes.join(' '), /No rule read the claim roles at that sign-in/)
      const memberships = await server.db.selectFrom('membership').selectAll().execute()
      assert.deepEqual(memberships, [], 'nothing is written')

      const off = { organization: { signUp: 'off' as const } }
      await server.db.deleteFrom('identity').execute()
      await server.db.deleteFrom('user').where('login', '=', 'grace@acme.test').execute()
      const closed = (await ask(code, off)).body
      assert.deepEqual([closed.present.how, closed.edited.how], ['create', 'refuse'])
    })

    test('rules that cannot be are refused at their place', async () => {
      const code = await signIn({ ...ADA, sub: 'g-2', email: 'g2@acme.test' })
      const wrong = await ask(code, {
        ...rules(
          { match: 'pattern', value: '(', role: 'admin' },
          { match: 'equals', value: 'x', group: 'grp_none' },
        ),
        organization: { signUp: 'domains' },
      })
      assert.equal(wrong.status, 400)
      assert.deepEqual(pathsOf(wrong), [
        'connection.mapping.rules.0.value',
        'connection.mapping.rules.1.group',
        'organization.allowedDomains',
      ])
    })

    test('there is nothing to ask where no provider told of anybody, or for who may not see it all', async () => {
      const browser = createBrowser()
      const screen = await browser.get(`${server.url}/login`)
      await browser.submit(screen, { login: 'nobody@acme.test', password: 'wrong' })
      const [failed] = await newAttempts()
      const code = failed?.code ?? ''
      assert.equal((await admin.get(`/sign-ins/${code}`)).body.asksWhatIf, false)
      assert.equal((await ask(code, {})).status, 409)
      assert.equal((await ask('BCDF-GHJK', {})).status, 404)
      const helpdesk = await signedInAs(server, 'helpdesk')
      assert.equal((await ask(code, {}, helpdesk)).status, 403)
      const wanted = { name: 'ci', scopes: ['connections.read', 'signins.read'], expiresInDays: 1 }
      const { body } = await admin.make('/api-tokens', wanted)
      assert.equal((await ask(code, {}, withToken(server, admin.user, body.token))).status, 403)
    })

    test('what the provider told is kept sealed, and goes with its trace', async () => {
      const code = await signIn({ ...ADA, sub: 'planted-subject', email: 'planted@acme.test' })
      const row = await server.db
        .selectFrom('trace')
        .select('asserted_sealed')
        .where('code', '=', code)
        .executeTakeFirst()
      assert.ok(row?.asserted_sealed)
      assert.doesNotMatch(row.asserted_sealed, /planted/)
      assert.equal(
        (await server.sealer.open(row.asserted_sealed)).includes('planted@acme.test'),
        true,
      )
    })
  })
}
