import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export type PostgresLease = { url: string; release(): void }

const KEEPER = fileURLToPath(new URL('./postgres-keeper.ts', import.meta.url))
const START_LIMIT_MS = 60_000

/** One keeper for each checkout and user. Linux's abstract names vanish with their process. */
const name = `latchkey-${createHash('sha256').update(`${userInfo().username} ${KEEPER}`).digest('hex').slice(0, 16)}`
export const KEEPER_SOCKET =
  process.platform === 'linux' ? `\0${name}` : path.join(tmpdir(), `${name}.sock`)

/**
 * A PostgreSQL server that may be used until `release`, or until this process ends. The first who
 * asks starts it, the others share it (see postgres-keeper.ts).
 */
export async function leasePostgres(): Promise<PostgresLease> {
  const socket = await connectToKeeper()
  const lines = createInterface({ input: socket })
  const answer = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve)
    lines.once('close', () => reject(new Error('The keeper of PostgreSQL ended.')))
  })
  if (answer.startsWith('failed: ')) {
    socket.destroy()
    throw new Error(`PostgreSQL for the tests did not start. ${answer.slice('failed: '.length)}`)
  }
  socket.unref() // The lease must not keep a finished test process alive.
  return { url: answer, release: () => socket.destroy() }
}

async function connectToKeeper(): Promise<Socket> {
  const deadline = Date.now() + START_LIMIT_MS
  for (let attempt = 0; ; attempt += 1) {
    const socket = await tryToConnect()
    if (socket) return socket
    if (Date.now() > deadline) throw new Error('The keeper of PostgreSQL does not answer.')
    // Again after a second, in case the one that was there ended just now.
    if (attempt % 20 === 0) {
      spawn(process.execPath, [KEEPER], { detached: true, stdio: 'ignore' }).unref()
    }
    await delay(50)
  }
}

async function tryToConnect(): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(KEEPER_SOCKET)
    socket.once('connect', () => resolve(socket))
    socket.once('error', () => resolve(undefined))
  })
}
