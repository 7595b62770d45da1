import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, test } from 'node:test'
import { applyChanges } from '../src/apply/apply-changes.ts'
import { createSealer } from '../src/base/seal.ts'
import { readConfig } from '../src/config.ts'
import { findConnectionBySlug } from '../src/core/connections/connection-store.ts'
import { insertIdentity, listIdentitiesOfUser } from '../src/core/connections/identity-store.ts'
import { findOrganizationBySlug } from '../src/core/organizations/organization-store.ts'
import { findUserByLogin } from '../src/core/users/user-store.ts'
import { engines } from './support/databases.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-moved-'))
after(() => rmSync(folder, { recursive: true }))

function declared(host: string, secret = '') {
  const file = path.join(folder, 'latchkey.yaml')
  writeFileSync(
    file,
    `
organizations:
  - slug: acme
    name: Acme
    url: https://id.acme.example
    users: [{ login: ada@acme.test, password: correct-horse-battery }]
    connections:
      - slug: okta
        name: Okta
        wellKnownUrl: https://${host}/.well-known/openid-configuration
        clientId: 0oa1
        ${secret && `clientSecret: ${secret}`}
`,
  )
  return readConfig({ env: {}, file }).organizations
}

for (const engine of engines) {
  describe(`a connection that moves to another provider, on ${engine.name}`, () => {
    test('a file that moves a connection has to bring its secret', async () => {
      const { deps, connection } = await connected()
      await assert.rejects(applyChanges(deps, declared('evil.example')), /clientSecret/)
      assert.equal((await connection())?.issuer, 'https://acme.okta.com')
      assert.ok((await connection())?.clientSecretSealed)
    })

    test('brings the same secret or another, and nobody’s tie', async () => {
      const { deps, connection, ties } = await connected()
      await applyChanges(deps, declared('acme.okta.com'))
      assert.equal((await ties()).length, 1, 'a file that says the same changes nothing')

      await applyChanges(deps, declared('acme-new.okta.com', 'from-okta'))

      const { clientSecretSealed, issuer } = (await connection()) ?? {}
      assert.equal(issuer, 'https://acme-new.okta.com')
      assert.equal(await deps.sealer.open(clientSecretSealed ?? ''), 'from-okta')
      assert.deepEqual(await ties(), [])
    })

    async function connected() {
      const db = await engine.fresh()
      const deps = { db, sealer: createSealer(randomBytes(32)), now: Date.now }
      await applyChanges(deps, declared('acme.okta.com', 'from-okta'))
      const acme = await findOrganizationBySlug(db, 'acme')
      assert.ok(acme)
      const connection = () => findConnectionBySlug(db, acme.id, 'okta')
      const ada = await findUserByLogin(db, acme.id, 'ada@acme.test')
      const okta = await connection()
      assert.ok(ada && okta)
      const tie = { connectionId: okta.id, subject: '00u1', userId: ada.id }
      await insertIdentity(db, { ...tie, createdAt: 1, lastUsedAt: 1 })
      return { deps, connection, ties: () => listIdentitiesOfUser(db, ada.id) }
    }
  })
}
