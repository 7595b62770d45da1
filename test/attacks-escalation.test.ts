import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { insertIdentity, listIdentitiesOfUser } from '../src/core/connections/identity-store.ts'
import { findUser, findUserByLogin } from '../src/core/users/user-store.ts'
import { type AdminClient, pathsOf, signedInAs, withToken } from './support/admin-client.ts'
import { addConnection } from './support/admin-world.ts'
import { flowServer } from './support/provider-flows.ts'
import { addPerson, type RunningServer } from './support/running-server.ts'

const ELSEWHERE = 'https://evil.example/.well-known/openid-configuration'

let server: RunningServer
let owner: AdminClient
let admin: AdminClient
before(async () => {
  server = await flowServer()
  owner = await signedInAs(server, 'owner')
  admin = await signedInAs(server, 'admin')
})

async function tokenOf(maker: AdminClient, ...scopes: string[]): Promise<AdminClient> {
  const { body } = await maker.make('/api-tokens', { name: 'ci', scopes, expiresInDays: 1 })
  return withToken(server, maker.user, body.token)
}

describe('an API token that leaked', () => {
  test('makes nobody an owner, an admin or anything but a member', async () => {
    const program = await tokenOf(owner, 'people.read', 'people.write')
    for (const role of ['owner', 'admin', 'helpdesk', 'auditor']) {
      const login = `${role}-by-token@acme.test`
      const password = 'a-password-of-the-thief'
      const answer = await program.call('POST', '/users', { login, role, password })
      assert.equal(answer.status, 403, role)
      assert.match(answer.body.detail, /API token/)
      assert.equal(await findUserByLogin(server.db, server.organization.id, login), undefined)
    }
    await program.make('/users', { login: 'member-by-token@acme.test' })
  })

  test('sets no password of its maker, and ends no session of theirs', async () => {
    const program = await tokenOf(owner, 'people.write', 'people.read', 'sessions.write')
    const path = `/users/${owner.user.id}`
    const known = await findUser(server.db, owner.user.id)
    for (const answer of [
      await program.call('POST', `${path}/reset-password`, {}),
      await program.call('POST', `${path}/suspend`),
      await program.call('POST', `${path}/reset-factors`),
      await program.call('DELETE', `${path}/sessions`),
      await program.call(
        'PATCH',
        path,
        { login: 'thief@acme.test' },
        { version: (await owner.get(path)).etag },
      ),
    ]) {
      assert.equal(answer.status, 403)
      assert.equal(answer.body.password, undefined)
    }
    assert.deepEqual(await findUser(server.db, owner.user.id), known)
    assert.equal((await owner.get('/session')).status, 200)
  })

  test('has no provider believed for the domain of those who run the organization', async () => {
    const program = await tokenOf(owner, 'connections.read', 'connections.write')
    const answer = await program.call('POST', '/connections', evil('by-token', ['acme.test']))
    assert.equal(answer.status, 403)
    const { body } = await owner.get('/connections')
    assert.ok(!body.items.some(({ slug }: { slug: string }) => slug === 'by-token'))
  })
})

const evil = (slug: string, trustedDomains: readonly string[]) => ({
  ...{ slug, name: 'Okta', template: 'oidc', enabled: true, clientAuthMethod: 'none' },
  ...{ wellKnownUrl: ELSEWHERE, clientId: 'latchkey', check: 'skip', settings: { trustedDomains } },
})

describe('an admin does not become an owner', () => {
  test('by a connection of their own that is trusted for the address of an owner', async () => {
    const answer = await admin.call('POST', '/connections', evil('mine', ['ACME.test']))
    assert.equal(answer.status, 403)
    assert.match(answer.body.detail, /only an owner/)
    await admin.make('/connections', evil('others', ['globex.test']))
    await owner.make('/connections', evil('of-the-owner', ['acme.test']))
  })

  test('by trusting a connection further, moving a trusted one, or reading another claim', async () => {
    const trusted = await addConnection(server, 'trusted', {
      settings: { ...(await defaults()), trustedDomains: ['acme.test'] },
    })
    const plain = await addConnection(server, 'plain')
    const claims = { email: 'nickname', groups: 'groups', name: 'name', login: 'login' }
    for (const [id, change] of [
      [plain.id, { settings: { trustedDomains: ['acme.test'] } }],
      [trusted.id, { wellKnownUrl: ELSEWHERE, clientSecret: 'x', check: 'skip' }],
      [trusted.id, { settings: { claims } }],
    ] as const) {
      const read = await admin.get(`/connections/${id}`)
      const answer = await admin.call('PATCH', `/connections/${id}`, change, { version: read.etag })
      assert.equal(answer.status, 403, JSON.stringify(change))
      assert.deepEqual((await admin.get(`/connections/${id}`)).body, read.body)
    }
    const { etag } = await admin.get(`/connections/${trusted.id}`)
    const renamed = await admin.call(
      'PATCH',
      `/connections/${trusted.id}`,
      { name: 'Our Okta' },
      { version: etag },
    )
    assert.equal(renamed.status, 200, 'what changes no trust is an admin’s to change')
  })

  test('by pointing a connection at a provider that calls itself by an owner’s subject', async () => {
    const { db } = server
    const connection = await addConnection(server, 'tied')
    const tie = { connectionId: connection.id, subject: 'owner-0001', userId: owner.user.id }
    await insertIdentity(db, { ...tie, createdAt: 1, lastUsedAt: 1 })
    const path = `/connections/${connection.id}`
    const { etag } = await admin.get(path)
    const moved = { wellKnownUrl: ELSEWHERE, clientSecret: 'x', check: 'skip' }

    assert.equal((await admin.call('PATCH', path, moved, { version: etag })).status, 200)

    assert.deepEqual(await listIdentitiesOfUser(db, owner.user.id), [])
    const events = await admin.get('/events?limit=5')
    const told = events.body.items.find(
      ({ target }: { target: { id: string } }) => target?.id === connection.id,
    )
    assert.equal(told.detail.untied, 1)
  })

  test('by a mapping rule, nor by what an owner’s rule believes or comes after', async () => {
    const owners = { match: 'equals', value: 'owners', role: 'owner', allowOwner: true }
    const helpers = { match: 'equals', value: 'help', role: 'helpdesk' }
    const wanted = (slug: string, rules: readonly object[]) => ({
      ...evil(slug, []),
      settings: { mapping: { sync: 'full', rules } },
    })
    const program = await tokenOf(owner, 'connections.read', 'connections.write')
    for (const [client, rule] of [
      [admin, owners],
      [program, owners],
      [program, helpers],
    ] as const) {
      const answer = await client.call('POST', '/connections', wanted('by-rule', [rule]))
      assert.equal(answer.status, 403)
      assert.equal(answer.body.errors[0].path, 'settings.mapping.rules')
    }
    const unsaid = wanted('unsaid', [{ ...owners, allowOwner: undefined }])
    assert.equal((await owner.call('POST', '/connections', unsaid)).status, 400)

    const { body } = await owner.call('POST', '/connections', wanted('ruled', [helpers, owners]))
    const path = `/connections/${body.id}`
    const claims = { ...body.settings.claims, groups: 'nickname' }
    for (const change of [
      { settings: { mapping: { sync: 'full', rules: [owners, helpers] } } },
      { settings: { mapping: { sync: 'full', rules: [owners] } } },
      { settings: { mapping: { sync: 'full', rules: [] } } },
      { settings: { claims } },
      { clientId: 'mine' },
    ]) {
      const { etag } = await admin.get(path)
      const answer = await admin.call('PATCH', path, change, { version: etag })
      assert.equal(answer.status, 403, JSON.stringify(change))
    }
    const { etag } = await admin.get(path)
    const rules = [helpers, owners, { match: 'any', sameName: true }]
    const below = { name: 'Ours', settings: { mapping: { sync: 'add', rules } } }
    assert.equal((await admin.call('PATCH', path, below, { version: etag })).status, 200)

    // With the connection goes what it gave: it would make nobody of an owner.
    for (const client of [admin, program]) {
      assert.equal((await client.call('DELETE', path)).status, 403)
    }
    assert.equal((await owner.call('DELETE', path)).status, 204)
  })

  test('by a role, a password or a login that they give an owner or themselves', async () => {
    const path = `/users/${owner.user.id}`
    const own = `/users/${admin.user.id}`
    const [ofOwner, ofAdmin] = [await admin.get(path), await admin.get(own)]
    for (const answer of [
      await admin.call('PATCH', own, { role: 'owner' }, { version: ofAdmin.etag }),
      await admin.call('PATCH', path, { email: 'a@evil.example' }, { version: ofOwner.etag }),
      await admin.call('POST', `${path}/reset-password`, {}),
      await admin.call('POST', '/users', { login: 'second@acme.test', role: 'owner' }),
      await admin.call('DELETE', `${path}/sessions`),
    ]) {
      assert.equal(answer.status, 403)
    }
    assert.deepEqual((await admin.get(path)).body, ofOwner.body)
    assert.deepEqual((await admin.get(own)).body, ofAdmin.body)
  })
})

async function defaults() {
  return (await addConnection(server, 'for-its-settings')).settings
}

describe('what the admin API takes', () => {
  test('no field goes around the schema, and nothing reaches a prototype', async () => {
    const bodies = [
      '{"login":"p1@acme.test","__proto__":{"role":"owner"}}',
      '{"login":"p2@acme.test","constructor":{"prototype":{"role":"owner"}}}',
      '{"login":"p3@acme.test","profile":{"__proto__":{"name":"x"}}}',
      '{"login":"p4@acme.test","passwordHash":"x"}',
      '{"login":"p5@acme.test","organizationId":"org_other"}',
      '{"login":"p6@acme.test","id":"usr_mine"}',
    ]
    for (const body of bodies) {
      const answer = await fetch(`${server.url}/api/v1/users`, {
        method: 'POST',
        body,
        headers: {
          ...{ cookie: admin.cookie, origin: server.url, 'sec-fetch-site': 'same-origin' },
          'content-type': 'application/json',
        },
      })
      const text = await answer.text()
      const isRefused = answer.status === 400
      assert.ok(isRefused || JSON.parse(text).role === 'member', `${body}: ${text}`)
    }
    assert.equal(({} as Record<string, unknown>).role, undefined)
  })

  test('a version is named exactly: no star, no weak tag, no list, and none of another thing', async () => {
    const user = await addPerson(server, 'versioned@acme.test')
    const path = `/users/${user.id}`
    const { etag, body } = await admin.get(path)
    const other = await admin.get(`/users/${admin.user.id}`)
    for (const version of ['*', `W/${etag}`, `"0", ${etag}`, '""', etag.slice(1, -1)]) {
      const answer = await admin.call('PATCH', path, { email: 'x@acme.test' }, { version })
      assert.equal(answer.status, 412, version)
    }
    assert.notEqual(other.etag, etag)
    assert.equal((await admin.call('PATCH', path, { email: 'x@acme.test' })).status, 428)
    assert.deepEqual((await admin.get(path)).body, body)
  })

  test('the key of somebody’s creation tells nobody else its secret', async () => {
    const headers = { 'idempotency-key': 'one-key' }
    const wanted = {
      label: 'Vault',
      type: 'service',
      settings: { grantTypes: ['client_credentials'] },
    }
    const made = await owner.call('POST', '/applications', wanted, { headers })
    assert.equal(made.status, 201, JSON.stringify(made.body))
    const other = await admin.call('POST', '/applications', wanted, { headers })
    assert.notEqual(other.body.clientSecret, made.body.clientSecret)
    assert.notEqual(other.body.id, made.body.id)
    const helpdesk = await signedInAs(server, 'helpdesk')
    assert.equal((await helpdesk.call('POST', '/applications', wanted, { headers })).status, 403)
  })

  test('no address is kept that has another host than people read', async () => {
    const address = 'https://good.example@evil.example/'
    const single = ['logoUri', 'initiateLoginUri', 'jwksUri']
    for (const field of [...single, 'redirectUris', 'postLogoutRedirectUris', 'trustedOrigins']) {
      const value = single.includes(field) ? address : [address]
      const settings = { redirectUris: ['https://a.example/cb'], [field]: value }
      const answer = await admin.call('POST', '/applications', {
        label: 'x',
        type: 'web',
        settings,
      })
      assert.equal(answer.status, 400, field)
    }
  })

  test('no address that a browser would run as a script is kept', async () => {
    const addresses = [
      'javascript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      ' javascript:x',
      'java\tscript:x',
    ]
    const fields = ['logoUri', 'initiateLoginUri', 'jwksUri']
    const lists = ['redirectUris', 'postLogoutRedirectUris', 'trustedOrigins']
    for (const address of addresses) {
      for (const field of [...fields, ...lists]) {
        const value = lists.includes(field) ? [address] : address
        const settings = { redirectUris: ['https://a.example/cb'], [field]: value }
        const answer = await admin.call('POST', '/applications', {
          label: 'x',
          type: 'web',
          settings,
        })
        assert.equal(answer.status, 400, `${field} ${address}`)
      }
      const profile = { picture: address, website: address, profileUrl: address }
      const login = 'nobody-with-such-a-picture@acme.test'
      const answer = await admin.call('POST', '/users', { login, profile })
      assert.deepEqual(pathsOf(answer), [
        'profile.profileUrl',
        'profile.picture',
        'profile.website',
      ])
    }
  })
})
