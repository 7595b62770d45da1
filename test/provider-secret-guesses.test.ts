import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { MINUTE } from '../src/base/clock.ts'
import { engines } from './support/databases.ts'
import { movableClock } from './support/movable-clock.ts'
import { type Client, post } from './support/provider-flows.ts'
import { addApplication, type RunningServer, startServer } from './support/running-server.ts'

const QUICK = 20

for (const engine of engines) {
  describe(`guessing the secret of an application on ${engine.name}`, () => {
    const clock = movableClock()
    let server: RunningServer
    let hosts = 0
    before(async () => {
      const db = await engine.fresh()
      server = await startServer(db, { now: clock, trustedProxies: ['127.0.0.0/8', '::1/128'] })
    })

    after(() => server.close())

    const service = () => addApplication(server, { type: 'service' })
    const newAddress = () => {
      hosts += 1
      return `198.51.100.${hosts}`
    }
    const ask = ({ clientId, clientSecret }: Client, address: string, path = 'token') =>
      post(
        server,
        path,
        { grant_type: 'client_credentials', token: 'x' },
        { client: { clientId, clientSecret }, headers: { 'x-forwarded-for': address } },
      )
    const wrong = (app: Client) => ({ ...app, clientSecret: 'a guess' })
    async function guess(app: Client, address: string, times = QUICK) {
      for (let n = 0; n < times; n += 1) {
        const { status } = await ask(wrong(app), address, n % 2 === 0 ? 'token' : 'introspect')
        assert.equal(status, 401, `guess ${n + 1}`)
      }
    }

    test('is slowed at every endpoint, and told for how long', async () => {
      const app = await service()
      const address = newAddress()
      await guess(app, address)
      for (const path of ['token', 'introspect', 'revoke']) {
        const answer = await ask(wrong(app), address, path)
        assert.deepEqual([answer.status, answer.body.error], [429, 'invalid_client'], path)
        const seconds = Number(answer.headers.get('retry-after'))
        assert.ok(seconds > 0 && seconds <= 60, String(seconds))
      }
      assert.equal((await ask(app, address)).status, 429, 'the right one is not looked at either')
      clock.advance(MINUTE)
      assert.equal((await ask(wrong(app), address)).status, 401, 'one try')
      assert.equal((await ask(wrong(app), address)).status, 429)
    })

    test('keeps the application out nowhere else, and no other one', async () => {
      const app = await service()
      const other = await service()
      const address = newAddress()
      await guess(app, address)
      assert.equal((await ask(app, address)).status, 429)
      assert.equal((await ask(app, newAddress())).status, 200)
      assert.equal((await ask(other, address)).status, 200)
    })

    test('counts what was wrong alone, and a right one gives all back', async () => {
      const app = await service()
      const address = newAddress()
      for (let n = 0; n < 2 * QUICK; n += 1) assert.equal((await ask(app, address)).status, 200)
      await guess(app, address, QUICK - 1)
      assert.equal((await ask(app, address)).status, 200)
      await guess(app, address)
    })

    test('is not helped by guessing side by side', async () => {
      const app = await service()
      const address = newAddress()
      const many = Array.from({ length: 3 * QUICK }, () => ask(wrong(app), address))
      const statuses = (await Promise.all(many)).map(({ status }) => status)
      assert.ok(statuses.filter((status) => status === 401).length <= QUICK, statuses.join())
      assert.equal((await ask(app, address)).status, 429)
    })
  })
}
