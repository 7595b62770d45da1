import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, test } from 'node:test'
import { createSealer } from '../src/base/seal.ts'
import { EVENT_KEY_PURPOSE } from '../src/core/audit/event-digest.ts'
import { fileOutlet, webhookOutlet } from '../src/core/audit/event-outlets.ts'
import { recordEvent } from '../src/core/audit/event-store.ts'
import { findStream } from '../src/core/audit/event-stream-store.ts'
import { createEventStreams, type Outlet } from '../src/core/audit/event-streams.ts'
import type { EventType } from '../src/core/audit/event-types.ts'
import { addEventWebhook, changeEventWebhook } from '../src/core/audit/manage-event-webhook.ts'
import { sealEvents } from '../src/core/audit/seal-events.ts'
import { DEFAULT_ORGANIZATION_SETTINGS } from '../src/core/organizations/organization.ts'
import { createOutbound } from '../src/outbound/guarded-fetch.ts'
import type { Db } from '../src/storage/database.ts'
import { createOrganization } from './support/create-organization.ts'
import { engines } from './support/databases.ts'
import { movableClock } from './support/movable-clock.ts'

const sealer = createSealer(randomBytes(32))
const key = sealer.keyFor(EVENT_KEY_PURPOSE)
const outbound = createOutbound({})
const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-audit-'))
after(async () => {
  await outbound.close()
  rmSync(folder, { recursive: true })
})

type Received = Readonly<{ headers: IncomingHttpHeaders; body: string }>

/** A receiver of somebody else's: it answers what `answers` says, then 204. */
async function startReceiver(answers: number[] = []) {
  const received: Received[] = []
  const taken: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const status = answers.shift() ?? 204
      received.push({ headers: request.headers, body })
      if (status === 204) taken.push(JSON.parse(body).data.sequence)
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => server.close())
  return { received, taken, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in` }
}

async function place(db: Db) {
  const now = movableClock()
  const organization = await createOrganization(
    { db, sealer, now },
    {
      slug: 'acme',
      name: 'Acme',
      url: 'http://localhost:4',
      settings: DEFAULT_ORGANIZATION_SETTINGS,
    },
  )
  const { id: organizationId } = organization
  const log = { warn: () => {} }
  const deps = { db, now, sealer, outbound }
  const actor = { kind: 'system' } as const
  return {
    ...deps,
    organizationId,
    actor,
    async happen(types: readonly EventType[]) {
      for (const type of types) await recordEvent(db, { organizationId, type, actor }, now())
      await sealEvents({ db, now, key })
    },
    /** As one process would, from its start: nothing of an earlier one is in memory. */
    async send(outlets: readonly Outlet[] = [webhookOutlet(deps)]) {
      const streams = createEventStreams({ db, now, log, outlets, random: () => 0.5 })
      await Promise.all(await streams.begin())
      await streams.stop()
    },
    state: () => findStream(db, { organizationId, destination: 'webhook' }),
  }
}

const THREE = ['user.session.start', 'user.session.end', 'user.session.clear'] as const

for (const engine of engines) {
  describe(`events on their way out on ${engine.name}`, () => {
    test('a receiver that fails twice gets all of them in order, after restarts in between', async () => {
      const { organizationId, actor, happen, send, state, now, ...deps } = await place(
        await engine.fresh(),
      )
      const receiver = await startReceiver([500, 503])
      await happen(THREE)
      const wanted = { organizationId, actor, url: receiver.url, types: [], enabled: true }
      const { secret } = await addEventWebhook({ ...deps, now }, wanted)
      await happen(THREE)
      await send()
      assert.equal(receiver.received.length, 1)
      assert.deepEqual(
        [(await state())?.failures, (await state())?.last_failure],
        [1, 'it answered 500'],
      )
      await send()
      assert.equal(receiver.received.length, 1, 'it waits before it tries again')
      now.advance(6_000)
      await send()
      assert.equal((await state())?.failures, 2)
      now.advance(12_000)
      await happen(['api_token.create'])
      await send()
      await send()
      // What had happened before the webhook was there is not sent; its own creation is.
      assert.deepEqual(receiver.taken, [4, 5, 6, 7, 8])
      assert.equal((await state())?.failures, 0)
      const [first, second, third] = receiver.received
      assert.equal(first?.headers['webhook-id'], third?.headers['webhook-id'])
      assert.notEqual(first?.headers['webhook-timestamp'], third?.headers['webhook-timestamp'])
      for (const { headers, body } of [first, second, third].filter((one) => one !== undefined)) {
        const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
        const bytes = Buffer.from(secret.replace('whsec_', ''), 'base64')
        const mac = createHmac('sha256', bytes).update(signed).digest('base64')
        assert.equal(headers['webhook-signature'], `v1,${mac}`)
      }
      assert.deepEqual(JSON.parse(third?.body ?? '').type, 'event_hook.created')
      assert.ok(!JSON.stringify(receiver.received).includes(secret))
    })

    test('only what is wanted is sent, and what was kept back while it was off comes later', async () => {
      const { organizationId, actor, happen, send, now, ...deps } = await place(
        await engine.fresh(),
      )
      const receiver = await startReceiver()
      const wanted = { organizationId, actor, url: receiver.url, types: ['user.'], enabled: false }
      const { webhook } = await addEventWebhook({ ...deps, now }, wanted)
      await happen([...THREE, 'api_token.create'])
      await send()
      assert.equal(receiver.received.length, 0)
      const change = { existing: webhook, change: { enabled: true }, actor }
      await changeEventWebhook({ ...deps, now }, change)
      await send()
      assert.deepEqual(receiver.taken.length, 3)
      await assert.rejects(changeEventWebhook({ ...deps, now }, change), {
        code: 'changed_meanwhile',
      })
    })

    test('of two nodes one sends', async () => {
      const { organizationId, actor, happen, send, now, ...deps } = await place(
        await engine.fresh(),
      )
      const receiver = await startReceiver()
      const wanted = { organizationId, actor, url: receiver.url, types: [], enabled: true }
      await addEventWebhook({ ...deps, now }, wanted)
      await happen(THREE)
      await Promise.all([send(), send(), send()])
      assert.deepEqual(receiver.taken, [1, 2, 3, 4])
    })

    test('an address inside a private network is not called, and the console can say so', async () => {
      const { organizationId, actor, happen, send, state, now, ...deps } = await place(
        await engine.fresh(),
      )
      const wanted = { organizationId, actor, url: 'https://10.0.0.1/in', types: [], enabled: true }
      await addEventWebhook({ ...deps, now }, wanted)
      await happen(THREE)
      await send()
      assert.match((await state())?.last_failure ?? '', /10\.0\.0\.1/)
      for (const url of [
        'http://acme.example/in',
        'https://a:b@acme.example/',
        'file:///etc/passwd',
      ]) {
        const refused = addEventWebhook({ ...deps, now }, { ...wanted, url })
        await assert.rejects(refused, { code: 'invalid_input' }, url)
      }
    })

    test('a file gets each as a line, goes on after it was moved away, and after a failure', async () => {
      const { organizationId, happen, send, now } = await place(await engine.fresh())
      const file = path.join(folder, `${engine.name}.jsonl`)
      const lines = (name: string) =>
        readFileSync(name, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      await happen(THREE)
      await send([fileOutlet(path.join(folder, 'no-such-folder', 'events.jsonl'))])
      now.advance(10_000)
      await send([fileOutlet(file)])
      const sent = lines(file)
      assert.deepEqual(
        sent.map(({ sequence }) => sequence),
        [1, 2, 3],
      )
      assert.equal(sent[0].organizationId, organizationId)
      renameSync(file, `${file}.1`)
      await happen(THREE)
      await send([fileOutlet(file)])
      assert.deepEqual(
        lines(file).map(({ sequence }) => sequence),
        [4, 5, 6],
      )
    })
  })
}
