import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { makeInstallation } from '../bench/installation.ts'
import { type Process, startProduct } from '../bench/processes.ts'
import { createOpened, targetOfOurs } from '../bench/running-targets.ts'
import { sessionCookieOf } from '../bench/scale.ts'
import { authorize, codeOf, redeem, refresh } from '../bench/sign-in.ts'
import type { Target } from '../bench/target.ts'
import { engines, type TestEngine } from './support/databases.ts'
import { startCrowd, type Told } from './support/signing-in-crowd.ts'

const CROWD = 1_000
const KILLED_AFTER_ROTATIONS = 150
const AT_ONCE = 32

const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-test-'))
after(() => rmSync(folder, { recursive: true, force: true }))

for (const engine of engines) {
  describe(`a server killed on ${engine.name} while a thousand people sign in`, () => {
    const opened = createOpened()
    let target: Target
    let told: readonly Told[] = []
    after(() => opened.closeAll())

    before(async () => {
      const port = await freePort()
      const database = await addressOn(engine)
      await makeInstallation(database, { port, people: CROWD })
      const doomed = opened.keep(await startProduct(database, { port }))
      const cookie = await sessionCookieOf(database)
      const crowd = startCrowd(targetOfOurs(port, opened, CROWD), { size: CROWD, cookie })
      await killInTheMiddle(doomed, crowd)
      told = crowd.told
      opened.keep(await startProduct(database, { port }))
      target = targetOfOurs(port, opened)
    })

    test('was in the middle of it: some were done, and some were not', () => {
      const done = told.filter((one) => one.rotated).length
      const waiting = told.filter((one) => one.refreshSent && !one.rotated).length
      assert.ok(done >= KILLED_AFTER_ROTATIONS && waiting > 0, `${done} done, ${waiting} not`)
    })

    test('knows every session that it said had begun', async () => {
      const signedIn = told.filter((one) => one.jar !== undefined)
      assert.ok(signedIn.length > 0)
      await forEach(signedIn, async ({ jar }) => {
        codeOf(await authorize(target, jar ?? new Map()))
      })
    })

    test('knows every access token that it gave out', async () => {
      await forEach(told, async ({ tokens, rotated }) => {
        for (const { access_token } of [tokens, rotated].filter((one) => one !== undefined)) {
          const authorization = `Bearer ${access_token}`
          const answer = await target.client.send('GET', '/oauth2/v1/userinfo', { authorization })
          assert.equal(answer.status, 200, answer.body)
        }
      })
    })

    // Whoever brings a replaced token loses the new one too: these are not asked for theirs below.
    const isAskedForItsOld = (_one: Told, index: number) => index % 4 === 0

    test('takes no refresh token that a rotation has replaced', async () => {
      const rotated = told.filter(isAskedForItsOld).filter((one) => one.rotated)
      assert.ok(rotated.length > 0)
      await forEach(rotated, async ({ tokens }) => {
        const answer = await refresh(target, tokens?.refresh_token ?? '')
        assert.equal(answer.status, 400, answer.body)
      })
    })

    test('takes every refresh token that an exchange or a rotation gave out, once', async () => {
      const last = told
        .filter((one, index) => !isAskedForItsOld(one, index))
        .map(({ tokens, refreshSent, rotated }) => rotated ?? (refreshSent ? undefined : tokens))
        .filter((tokens) => tokens !== undefined)
      assert.ok(last.length > 0)
      await forEach(last, async ({ refresh_token = '' }) => {
        const first = await refresh(target, refresh_token)
        assert.equal(first.status, 200, first.body)
        const second = await refresh(target, refresh_token)
        assert.equal(second.status, 400, second.body)
      })
    })

    test('takes no code twice', async () => {
      const counts = { exchanged: 0, open: 0 }
      await forEach(told, async ({ code, codeSent, tokens }) => {
        if (code === undefined) return
        const first = await redeem(target, code)
        if (tokens) assert.equal(first.status, 400, 'exchanged before, and again')
        else if (!codeSent) assert.equal(first.status, 200, 'given out, and lost')
        counts[tokens ? 'exchanged' : 'open'] += 1
        const second = await redeem(target, code)
        assert.equal(second.status, 400, 'exchanged twice after the restart')
      })
      assert.ok(counts.exchanged > 0)
    })
  })
}

async function killInTheMiddle(
  server: Process,
  crowd: ReturnType<typeof startCrowd>,
): Promise<void> {
  let isOver = false
  const over = crowd.ended.then(() => {
    isOver = true
  })
  while (!isOver && crowd.rotations() < KILLED_AFTER_ROTATIONS) await delay(1)
  await server.kill()
  await over
}

async function addressOn(engine: TestEngine): Promise<string> {
  if (engine.name === 'SQLite') return `sqlite:${path.join(folder, 'killed.db')}`
  return (await engine.openEmpty()).url
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (typeof address === 'object' && address) return address.port
  throw new Error('The system gave no port.')
}

async function forEach<T>(items: readonly T[], check: (item: T) => Promise<void>): Promise<void> {
  const left = items.values()
  const one = async () => {
    for (const item of left) await check(item)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
}
