import assert from 'node:assert/strict'
import { Agent, get } from 'node:http'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { listenAt } from './listen.ts'

/** The `Connection` of one answer; undefined where the server is gone. */
async function ask(agent: Agent, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = get({ agent, port, host: '127.0.0.1' }, (response) => {
      response.resume().on('end', () => resolve(response.headers.connection))
    })
    request.on('error', () => resolve(undefined))
  })
}

test('a proxy that keeps its connections and goes on asking holds up no stop', async () => {
  const { addresses, close } = await listenAt(
    (_, response) => void delay(20).then(() => response.end('ok')),
    [{ host: '127.0.0.1', port: 0 }],
  )
  const port = addresses[0]?.port ?? 0
  const agent = new Agent({ keepAlive: true })
  const told = new Set<string | undefined>()
  const asking = [1, 2, 3].map(async () => {
    for (let last: string | undefined = ''; last !== undefined; ) {
      last = await ask(agent, port)
      told.add(last)
    }
  })
  while (!told.has('keep-alive')) await delay(20)
  const begun = performance.now()
  await close()
  await Promise.all(asking)
  assert.ok(performance.now() - begun < 5_000, 'it was waited for until patience ended')
  agent.destroy()
})
