import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, describe, test } from 'node:test'
import { EVENT_KEY_PURPOSE } from '../src/core/audit/event-digest.ts'
import { recordEvent } from '../src/core/audit/event-store.ts'
import { sealEvents } from '../src/core/audit/seal-events.ts'
import { signedInAs } from './support/admin-client.ts'
import { engines } from './support/databases.ts'
import { startServer } from './support/running-server.ts'

for (const engine of engines) {
  describe(`the audit log in the API on ${engine.name}`, async () => {
    const server = await startServer(await engine.fresh())
    after(() => server.close())
    const { db, organization, url, sealer } = server
    const auditor = await signedInAs(server, 'auditor')
    const owner = await signedInAs(server, 'owner')
    const { id: organizationId } = organization
    const at = Date.parse('2026-01-01T00:00:00.000Z')

    const seal = () => sealEvents({ db, now: Date.now, key: sealer.keyFor(EVENT_KEY_PURPOSE) })
    const download = (path: string) =>
      fetch(`${url}/api/v1${path}`, { headers: { cookie: auditor.cookie, connection: 'close' } })

    test('finds events by each of its filters, page by page', async () => {
      const ada = { kind: 'user', id: 'usr_ada' } as const
      for (let index = 0; index < 5; index += 1) {
        const start = { organizationId, type: 'user.session.start', actor: ada } as const
        await recordEvent(db, start, at + index)
        const outcome = 'failure'
        await recordEvent(db, { ...start, type: 'user.session.end', outcome }, at + index)
      }
      const target = { kind: 'group', id: 'grp_1' }
      const other = { kind: 'user', id: 'usr_grace' } as const
      await recordEvent(
        db,
        { organizationId, type: 'group.lifecycle.create', actor: other, target },
        at + 10,
      )
      const count = async (query: string) =>
        (await auditor.get(`/events?until=2026-01-02T00:00:00.000Z&${query}`)).body.items.length
      assert.equal(await count('type=user.session'), 10)
      assert.equal(await count('type=user.session.end'), 5)
      assert.equal(await count('type=nothing'), 0)
      assert.equal(await count('actor=usr_ada'), 10)
      assert.equal(await count('target=grp_1'), 1)
      assert.equal(await count('outcome=failure'), 5)
      assert.equal(await count('outcome=success&actor=usr_ada'), 5)
      assert.equal(await count('from=2026-01-01T00:00:00.004Z'), 3)
      assert.equal(
        (await auditor.get('/events?until=2026-01-01T00:00:00.004Z')).body.items.length,
        8,
      )
      const seen: string[] = []
      let next: string | null = ''
      while (next !== null) {
        const page: string = next ? `&after=${next}` : ''
        const { body } = await auditor.get(`/events?type=user.session&actor=usr_ada&limit=3${page}`)
        seen.push(...body.items.map(({ id }: { id: string }) => id))
        next = body.next
      }
      assert.equal(new Set(seen).size, 10)
      assert.deepEqual(seen, seen.toSorted().reverse())
      assert.equal((await auditor.get('/events?from=yesterday')).status, 400)
    })

    test('gives them as JSON lines, more than fit into one page, and tells of it', async () => {
      const actor = { kind: 'system' } as const
      const what = { organizationId, type: 'app.oauth2.key.rotate', actor } as const
      await Promise.all(
        Array.from({ length: 1_100 }, (_, index) => recordEvent(db, what, at + 20 + index)),
      )
      const answer = await download('/events/export?type=app.oauth2.key.rotate')
      assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; filename="acme-/)
      const lines = (await answer.text()).trim().split('\n')
      assert.equal(lines.length, 1_100)
      assert.equal(JSON.parse(lines[0] ?? '').type, 'app.oauth2.key.rotate')
      const { body } = await auditor.get('/events?type=audit_log.export')
      assert.equal(body.items[0].type, 'audit_log.export')
      assert.equal(body.items[0].actor.id, auditor.user.id)
      assert.deepEqual(body.items[0].detail, {
        format: 'jsonl',
        'filter.type': 'app.oauth2.key.rotate',
      })
    })

    test('gives CSV in which nothing is a formula', async () => {
      for (const id of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '＝1+1']) {
        const what = {
          organizationId,
          type: 'api_token.revoke',
          actor: { kind: 'user', id },
        } as const
        await recordEvent(db, what, Date.now())
      }
      const answer = await download('/events/export?format=csv&type=api_token.revoke')
      assert.equal(answer.headers.get('content-type'), 'text/csv; charset=utf-8')
      const [head, ...rows] = (await answer.text()).trim().split('\r\n')
      assert.match(head ?? '', /^id,at,type,/)
      assert.equal(rows.length, 7)
      for (const row of rows) assert.match(row, /,user,"'/)
    })

    test('checks the chain, remembers what it found, and finds what was changed', async () => {
      assert.deepEqual((await auditor.get('/events/check')).body, { last: null })
      await seal()
      const found = await auditor.call('POST', '/events/check', {})
      assert.deepEqual([found.status, found.body.intact], [200, true])
      assert.equal((await auditor.get('/events/check')).body.last.last, found.body.last)
      const seventh = () => db.updateTable('event').where('sequence', '=', 7)
      await seventh().set({ target_kind: 'forged' }).execute()
      const broken = await auditor.call('POST', '/events/check', {})
      assert.deepEqual([broken.body.intact, broken.body.sequence], [false, 7])
      await seventh().set({ target_kind: null }).execute()
    })

    test('sets up a webhook, tells its secret once, and tries it', async () => {
      const statuses = [204, 500]
      const receiver = createServer((_, response) =>
        response.writeHead(statuses.shift() ?? 204).end(),
      )
      await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
      after(() => receiver.close())
      const address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
      assert.equal((await owner.get('/event-webhook')).status, 404)
      assert.equal((await auditor.call('POST', '/event-webhook', { url: address })).status, 403)
      const refused = await owner.call('POST', '/event-webhook', {
        url: address,
        types: ['nothing'],
      })
      assert.equal(refused.status, 400)
      const { body: made } = await owner.make('/event-webhook', {
        url: address,
        types: ['group.'],
      })
      assert.match(made.secret, /^whsec_/)
      assert.equal((await owner.call('POST', '/event-webhook', { url: address })).status, 409)
      const tried = await owner.call('POST', '/event-webhook/test', {})
      assert.equal(tried.body.delivered, true)
      const failed = await owner.call('POST', '/event-webhook/test', {})
      assert.deepEqual(failed.body, { delivered: false, message: 'it answered 500' })
      const { etag, body } = await owner.get('/event-webhook')
      assert.ok(!JSON.stringify(body).includes('whsec_'))
      const change = { enabled: false }
      assert.equal((await owner.call('PATCH', '/event-webhook', change)).status, 428)
      const version = { version: etag }
      assert.equal((await owner.call('PATCH', '/event-webhook', change, version)).status, 200)
      assert.equal((await owner.call('PATCH', '/event-webhook', change, version)).status, 412)
      const { body: renewed } = await owner.call('POST', '/event-webhook/secret', {})
      assert.notEqual(renewed.secret, made.secret)
      assert.equal((await owner.call('DELETE', '/event-webhook')).status, 204)
      const { body: told } = await auditor.get('/events?type=event_hook')
      const types = told.items.map(({ type }: { type: string }) => type)
      assert.deepEqual(types, [
        'event_hook.deleted',
        'event_hook.updated',
        'event_hook.updated',
        'event_hook.created',
      ])
      assert.ok(!JSON.stringify(told).includes(made.secret))
    })

    test('has no way to change or remove an event, whoever asks', async () => {
      const [event] = (await owner.get('/events?limit=1')).body.items
      for (const method of ['PUT', 'PATCH', 'DELETE', 'POST']) {
        assert.equal((await owner.call(method, `/events/${event.id}`, {})).status, 404, method)
      }
    })
  })
}
