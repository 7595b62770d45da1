/**
 * A process of its own that runs one PostgreSQL for all test processes that ask. Asking is
 * connecting to its socket; the open connection is the lease, so that a killed test process gives
 * it back too. When the last lease has ended, the server is stopped and its files are removed.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { findPostgres } from './postgres-binaries.ts'
import { KEEPER_SOCKET } from './postgres-lease.ts'

const LINGER_MS = 3_000
const START_LIMIT_MS = 30_000

const leases = new Set<Socket>()
const keeper = createServer()
keeper.on('error', () => process.exit(0)) // Another keeper was faster; its socket will answer.
keeper.listen(KEEPER_SOCKET, () => void keep())

async function keep(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-test-postgres-'))
  const server = startServer(folder).then(
    (started) => ({ ...started, answer: `${started.url}\n` }),
    (error: unknown) => ({ child: undefined, answer: `failed: ${reason(error)}\n` }),
  )

  let linger: NodeJS.Timeout | undefined
  const waitForLeases = () => {
    linger = setTimeout(() => void stop(), LINGER_MS)
  }
  async function stop() {
    keeper.close()
    const { child } = await server
    if (child && child.exitCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGINT') // Fast shutdown: connections are ended, not awaited.
      await ended
    }
    rmSync(folder, { recursive: true, force: true })
    process.exit(0)
  }

  keeper.on('connection', (lease) => {
    clearTimeout(linger)
    leases.add(lease)
    lease.on('error', () => lease.destroy())
    lease.on('close', () => {
      leases.delete(lease)
      if (leases.size === 0) waitForLeases()
    })
    lease.resume()
    void server.then(({ answer }) => lease.write(answer))
  })
  // A server that died is not lent out again: the next who asks starts another.
  void server.then(({ child }) => child?.once('exit', () => void stop()))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  waitForLeases()
}

type Started = { url: string; child: ChildProcess }

async function startServer(folder: string): Promise<Started> {
  const binaries = findPostgres()
  if (!binaries) throw new Error('Install PostgreSQL, or set LATCHKEY_TEST_DATABASE_URL.')
  const data = path.join(folder, 'data')
  const identity = unprivilegedUser(folder)
  const initdb = ['-D', data, '-U', 'postgres', '--auth=trust', '--locale=C', '-E', 'UTF8', '-N']
  execFileSync(path.join(binaries, 'initdb'), initdb, { ...identity, cwd: folder, stdio: 'pipe' })

  const port = await freePort()
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    `unix_socket_directories=${folder}`,
    'max_connections=400',
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'autovacuum=off',
  ]
  const postgres = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])]
  // Not through su or runuser, which would not hand our signals on.
  const child = spawn(path.join(binaries, 'postgres'), postgres, {
    ...identity,
    cwd: folder,
    stdio: 'ignore',
  })
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  await untilReady(url, child)
  return { url, child }
}

/** PostgreSQL refuses to run as root; its packages bring a user for it. */
function unprivilegedUser(folder: string): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  const identity = { uid: id('-u'), gid: id('-g') }
  chownSync(folder, identity.uid, identity.gid)
  return identity
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (typeof address === 'object' && address) return address.port
  throw new Error('The system gave no port.')
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS
  for (;;) {
    const client = new Client({ connectionString: url })
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (child.exitCode !== null || Date.now() > deadline) throw error
      await delay(50)
    }
  }
}

function reason(error: unknown): string {
  return String(error instanceof Error ? error.message : error).replaceAll('\n', ' ')
}
