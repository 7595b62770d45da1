import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { applyChanges } from '../src/apply/apply-changes.ts'
import { createLog } from '../src/base/log.ts'
import { createSealer } from '../src/base/seal.ts'
import { beginFirstStart } from '../src/core/installation/installation-store.ts'
import { parseOrganizationUrl } from '../src/core/organizations/organization.ts'
import { listOrganizations } from '../src/core/organizations/organization-store.ts'
import { applyAtFirstStart } from '../src/installation/apply-at-first-start.ts'
import { openDatabase } from '../src/storage/open-database.ts'
import { engines } from './support/databases.ts'

const sealer = createSealer(randomBytes(32))
const log = createLog('silent')

const organizations = ['acme', 'umbrella'].map((slug) => ({
  slug,
  name: slug,
  url: parseOrganizationUrl(`https://${slug}.example`),
}))

for (const engine of engines) {
  describe(`a start on ${engine.name}`, () => {
    async function installation() {
      return { ...(await engine.open()), sealer, log, now: Date.now }
    }

    test('makes what is declared when the database is empty, and at no later one', async () => {
      const place = await installation()
      await applyAtFirstStart(place, { organizations })
      const renamed = organizations.map((one) => ({ ...one, name: 'Renamed' }))
      await applyAtFirstStart(place, { organizations: renamed })
      const names = (await listOrganizations(place.db)).map(({ name }) => name)
      assert.deepEqual(names, ['acme', 'umbrella'])
    })

    test('goes on with a first one that was killed between two organizations', async () => {
      const place = await installation()
      await beginFirstStart(place.db)
      await applyChanges(place, organizations.slice(0, 1))
      await applyAtFirstStart(place, { organizations })
      assert.equal((await listOrganizations(place.db)).length, 2)
    })
  })
}

test('two nodes of one PostgreSQL that start at once make it once, and both start', async () => {
  const postgres = engines.find(({ name }) => name === 'PostgreSQL')
  assert.ok(postgres)
  const { url, ...first } = await postgres.open()
  const second = await openDatabase(url, { poolSize: 5 })
  const nodes = [first, second].map((node) => ({ ...node, sealer, log, now: Date.now }))
  await Promise.all(nodes.map((node) => applyAtFirstStart(node, { organizations })))
  assert.equal((await listOrganizations(first.db)).length, 2)
  await second.close()
})
