import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type AdminClient, signedInAs } from './support/admin-client.ts'
import { engines } from './support/databases.ts'
import {
  addApplication,
  addPerson,
  type RunningServer,
  startServer,
} from './support/running-server.ts'

const RULE = {
  ...{ name: 'Ada', active: true, people: 'everyone', scopes: 'any' },
  grantTypes: ['authorization_code'],
}

for (const engine of engines) {
  describe(`authorization servers over the API on ${engine.name}`, () => {
    let server: RunningServer
    let owner: AdminClient
    let path: string
    let asked: Record<string, unknown>

    before(async () => {
      server = await startServer(await engine.fresh())
      owner = await signedInAs(server, 'owner')
      const ada = await addPerson(server, 'ada@acme.test', { profile: { givenName: 'Ada' } })
      const { id } = await addApplication(server, {
        settings: { redirectUris: ['https://a.example/cb'] },
      })
      const { body } = await owner.call('POST', '/authorization-servers', { slug: 'api' })
      path = `/authorization-servers/${body.id}`
      const scopes = ['openid', 'profile']
      asked = { applicationId: id, grantType: 'authorization_code', userId: ada.id, scopes }
    })
    after(() => server.close())

    async function change(settings: object) {
      const { headers } = await owner.get(path)
      const version = headers.get('etag') ?? ''
      return owner.call('PATCH', path, { settings }, { version })
    }

    test('lists that contradict themselves are refused, each fault with its path', async () => {
      const scope = {
        ...{ name: 'orders', displayName: '', description: '', consent: 'implicit' },
        ...{ default: false, published: true },
      }
      const claim = {
        token: 'id_token',
        value: { kind: 'text', text: 'x' },
        scopes: [],
        active: true,
      }
      const { status, body } = await change({
        scopes: [scope, scope, { ...scope, name: 'openid' }],
        claims: [
          { ...claim, name: 'sub' },
          { ...claim, name: 'email_verified' },
        ],
        accessPolicies: [
          {
            ...{ name: 'P', active: true, applications: ['app_of_nobody'] },
            rules: [{ ...RULE, scopes: ['nothing'], people: { users: ['usr_x'], groups: [] } }],
          },
        ],
      })
      assert.equal(status, 400)
      assert.deepEqual(
        body.errors.map((one: { path: string }) => one.path),
        [
          'settings.scopes.1.name',
          'settings.scopes.2.name',
          'settings.claims.0.name',
          'settings.claims.1.name',
          'settings.accessPolicies.0.rules.0.scopes.0',
        ],
      )
    })

    test('the preview tells the rule and the claims, and makes nothing', async () => {
      const rows = async () =>
        (await server.db.selectFrom('artifact').select('id').execute()).length
      const plan = { kind: 'text', text: 'gold' }
      const more = { scopes: [], active: true, value: plan }
      const claims = [
        { ...more, name: 'plan', token: 'access_token' },
        { ...more, name: 'tier', token: 'id_token' },
      ]
      const named = { name: 'P', active: true, applications: 'all' }
      const { status } = await change({ claims, accessPolicies: [{ ...named, rules: [RULE] }] })
      assert.equal(status, 200)
      const before = await rows()
      const { body } = await owner.call('POST', `${path}/preview`, asked)
      assert.deepEqual([body.policy, body.rule, body.refusal], ['P', 'Ada', null])
      assert.equal(body.accessToken.plan, 'gold')
      assert.deepEqual(
        [body.accessToken.sub, body.accessToken.iss],
        ['ada@acme.test', `${server.url}/oauth2/api`],
      )
      assert.deepEqual([body.idToken.given_name, body.idToken.email], ['Ada', undefined])
      assert.equal(body.idToken.tier, 'gold')
      assert.equal(await rows(), before)
    })

    test('the preview says what refuses a request, and where', async () => {
      const check = async (more: object) => {
        const { body } = await owner.call('POST', `${path}/preview`, { ...asked, ...more })
        return body.refusal?.check
      }
      assert.equal(await check({ grantType: 'client_credentials' }), 'grant_type')
      assert.equal(await check({ scopes: ['moon:land'] }), 'scopes')
      await change({ accessPolicies: [] })
      assert.equal(await check({}), 'access_policy')
      const nobody = await owner.call('POST', `${path}/preview`, { ...asked, userId: 'usr_x' })
      assert.equal(nobody.status, 400)
    })

    test('a change of a rule is told in the audit log by its name', async () => {
      const named = { name: 'P', active: true, applications: 'all' }
      await change({ accessPolicies: [{ ...named, rules: [RULE] }] })
      await change({
        accessPolicies: [{ ...named, rules: [{ ...RULE, accessTokenMs: 600_000 }] }],
      })
      const { body } = await owner.get('/events')
      assert.equal(
        body.items[0].detail['after.settings.accessPolicies.P.rules.Ada.accessTokenMs'],
        600_000,
      )
    })
  })
}
