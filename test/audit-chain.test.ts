import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { type Clock, DAY } from '../src/base/clock.ts'
import { newId, type OrganizationId } from '../src/base/ids.ts'
import { listEvents } from '../src/core/audit/event-search-store.ts'
import { recordEvent } from '../src/core/audit/event-store.ts'
import { removeOldEvents } from '../src/core/audit/remove-old-events.ts'
import { sealEvents } from '../src/core/audit/seal-events.ts'
import { verifyChain } from '../src/core/audit/verify-chain.ts'
import type { Db } from '../src/storage/database.ts'
import { engines } from './support/databases.ts'

const key = randomBytes(32)
const now: Clock = Date.now
const organizationId: OrganizationId = newId('organization')

async function happen(db: Db, count: number, at = now()): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const actor = { kind: 'user', id: `usr_${index}` } as const
    const what = { organizationId, type: 'user.session.start', actor } as const
    await recordEvent(db, { ...what, detail: { address: '127.0.0.1' } }, at + index)
  }
}

/** Ten events in their places. */
async function tenSealed(engine: (typeof engines)[number]): Promise<Db> {
  const db = await engine.fresh()
  await happen(db, 10)
  await sealEvents({ db, now, key })
  return db
}

const verify = (db: Db, expected?: { sequence: number; digest: string }) =>
  verifyChain({ db, key }, organizationId, expected)

const at = (db: Db, sequence: number) =>
  db
    .selectFrom('event')
    .selectAll()
    .where('sequence', '=', sequence)
    .where('organization_id', '=', organizationId)
    .executeTakeFirstOrThrow()

const set = (db: Db, id: string, columns: object) =>
  db.updateTable('event').set(columns).where('id', '=', id).execute()

for (const engine of engines) {
  describe(`the chain of events on ${engine.name}`, () => {
    test('holds every event, also one that committed late with an earlier time', async () => {
      const db = await tenSealed(engine)
      await happen(db, 1, now() - 60_000)
      await sealEvents({ db, now, key })
      const { intact, last, checked, unsealed } = await verify(db)
      assert.deepEqual(
        { intact, last, checked, unsealed },
        { intact: true, last: 11, checked: 11, unsealed: 0 },
      )
      assert.equal((await listEvents(db, organizationId)).at(-1)?.sequence, 11)
    })

    test('is longer than a batch, and grows while it is checked', async () => {
      const db = await engine.fresh()
      await happen(db, 450)
      const [report] = await Promise.all([verify(db), sealEvents({ db, now, key })])
      assert.equal(report.intact, true)
      const { intact, last } = await verify(db)
      assert.deepEqual({ intact, last }, { intact: true, last: 450 })
    })

    test('is one chain when two nodes seal at once', async () => {
      const db = await engine.fresh()
      await happen(db, 50)
      await Promise.all(Array.from({ length: 4 }, () => sealEvents({ db, now, key })))
      await sealEvents({ db, now, key })
      const { intact, last } = await verify(db)
      assert.deepEqual({ intact, last }, { intact: true, last: 50 })
    })

    test('shows one flipped byte, whichever column it is in', async () => {
      const db = await tenSealed(engine)
      const row = await at(db, 4)
      const flipped = {
        type: 'user.session.enda',
        outcome: 'failure',
        at: row.at + 1,
        actor_id: null,
      }
      const detail = row.detail.replace('127.0.0.1', '127.0.0.2')
      for (const [column, value] of Object.entries({ ...flipped, detail, target_id: 'x' })) {
        await set(db, row.id, { [column]: value })
        const { intact, fault } = await verify(db)
        assert.equal(intact, false, column)
        assert.deepEqual([fault?.kind, fault?.sequence, fault?.eventId], ['changed', 4, row.id])
        await set(db, row.id, { [column]: row[column as keyof typeof row] })
      }
      assert.equal((await verify(db)).intact, true)
    })

    test('shows what was removed, at its beginning, inside and at its end', async () => {
      for (const sequence of [1, 5, 10]) {
        const db = await tenSealed(engine)
        await db.deleteFrom('event').where('sequence', '=', sequence).execute()
        const { fault } = await verify(db)
        assert.deepEqual([fault?.kind, fault?.sequence], ['missing', sequence])
      }
    })

    test('shows a pair that changed places', async () => {
      const db = await tenSealed(engine)
      const [five, six] = [await at(db, 5), await at(db, 6)]
      await set(db, five.id, { sequence: 99 })
      await set(db, six.id, { sequence: 5 })
      await set(db, five.id, { sequence: 6 })
      const { fault } = await verify(db)
      assert.deepEqual([fault?.kind, fault?.sequence], ['reordered', 5])
    })

    test('shows what was put in, inside and after the end', async () => {
      const db = await tenSealed(engine)
      const last = await at(db, 10)
      const forged = { ...last, id: newId('event'), sequence: 11 }
      await db.insertInto('event').values(forged).execute()
      assert.deepEqual((await verify(db)).fault?.kind, 'inserted')
      await set(db, forged.id, { sequence: 99 })
      await set(db, last.id, { sequence: 11 })
      await set(db, forged.id, { sequence: 10 })
      const { fault } = await verify(db)
      assert.deepEqual([fault?.kind, fault?.sequence], ['inserted', 10])
    })

    test('shows an end that was moved back, and goes on telling of it', async () => {
      const db = await tenSealed(engine)
      const { digest } = await at(db, 8)
      await db.deleteFrom('event').where('sequence', '>', 8).execute()
      await db
        .updateTable('event_chain')
        .set({ sequence: 8, digest: digest ?? '' })
        .execute()
      assert.equal((await verify(db)).fault?.kind, 'chain_changed')
      await happen(db, 1)
      await sealEvents({ db, now, key })
      assert.equal((await verify(db)).fault?.kind, 'chain_changed')
    })

    test('shows that its end was taken away', async () => {
      const db = await tenSealed(engine)
      await db.deleteFrom('event_chain').execute()
      assert.equal((await verify(db)).fault?.kind, 'chain_missing')
      await happen(db, 1)
      await sealEvents({ db, now, key })
      assert.equal((await verify(db)).fault?.kind, 'chain_changed')
    })

    test('shows that it was exchanged as a whole, to whoever kept its end', async () => {
      const db = await tenSealed(engine)
      const { last: sequence, digest } = await verify(db)
      await happen(db, 1)
      await sealEvents({ db, now, key })
      assert.equal((await verify(db, { sequence, digest })).intact, true)
      const other = await tenSealed(engine)
      assert.equal((await verify(other, { sequence, digest })).intact, false)
      assert.equal((await verify(await engine.fresh(), { sequence, digest })).intact, false)
    })

    test('cannot be made by somebody who has only the database', async () => {
      const db = await tenSealed(engine)
      const stranger = randomBytes(32)
      await db
        .updateTable('event')
        .set({ sequence: null, digest: null, outcome: 'failure' })
        .execute()
      await db.deleteFrom('event_chain').execute()
      await sealEvents({ db, now, key: stranger })
      assert.equal((await verify(db)).fault?.kind, 'chain_changed')
    })

    test('shows what was left to be sealed anew, or an earlier end that was put back', async () => {
      const db = await tenSealed(engine)
      await db
        .updateTable('event')
        .set({ sequence: null, digest: null, outcome: 'failure' })
        .execute()
      await db.deleteFrom('event_chain').execute()
      await sealEvents({ db, now, key })
      assert.equal((await verify(db)).fault?.kind, 'chain_changed')

      const other = await tenSealed(engine)
      const earlier = await other.selectFrom('event_chain').selectAll().executeTakeFirstOrThrow()
      await happen(other, 5)
      await sealEvents({ db: other, now, key })
      assert.equal((await verify(other)).intact, true)
      await other.deleteFrom('event').where('sequence', '>', earlier.sequence).execute()
      await other.updateTable('event_chain').set(earlier).execute()
      await happen(other, 1)
      await sealEvents({ db: other, now, key })
      assert.equal((await verify(other)).fault?.kind, 'chain_changed')
    })

    test('begins where the retention has left it, and is whole from there', async () => {
      const db = await engine.fresh()
      await happen(db, 30, now() - 10 * DAY)
      await happen(db, 5)
      await sealEvents({ db, now, key })
      const kept = { organizationId, retentionMs: 5 * DAY, limit: 20 }
      assert.equal(await removeOldEvents({ db, now, key }, kept), 20)
      assert.equal(await removeOldEvents({ db, now, key }, kept), 10)
      assert.equal(await removeOldEvents({ db, now, key }, kept), 0)
      const { intact, first, last, checked } = await verify(db)
      assert.deepEqual(
        { intact, first, last, checked },
        { intact: true, first: 31, last: 35, checked: 5 },
      )
      const forged = { ...(await at(db, 31)), id: newId('event', now() - 20 * DAY), sequence: 7 }
      await db.insertInto('event').values(forged).execute()
      assert.equal((await verify(db)).fault?.kind, 'inserted', 'where events were removed')
      await db.deleteFrom('event').where('id', '=', forged.id).execute()
      await db.deleteFrom('event').where('sequence', '=', 31).execute()
      assert.equal((await verify(db)).fault?.kind, 'missing')
    })
  })
}
