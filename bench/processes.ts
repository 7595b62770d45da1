import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { MASTER_KEY } from './installation.ts'

export type Process = Readonly<{
  pid: number
  port: number
  readyAfterMs: number
  stop(): Promise<void>
  /** As a crash would end it: nothing is finished, nothing is written down. */
  kill(): Promise<void>
}>

const CLI = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url))
/** What `npm start` and `bin/latchkey` load first. */
const PRELOAD = fileURLToPath(new URL('../bin/require-node-24.cjs', import.meta.url))
const PEER = fileURLToPath(new URL('./peer.ts', import.meta.url))
/** People have hashes of the least cost where a figure is to be about all but the hash. */
const CONFIG = fileURLToPath(new URL('./latchkey.yaml', import.meta.url))
const READY_LIMIT_MS = 60_000

/** The product, started as its users start it; `nodeOptions` is for profiles. */
export async function startProduct(
  database: string,
  {
    port,
    nodeOptions = [],
    configFile = CONFIG,
  }: { port: number; nodeOptions?: readonly string[]; configFile?: string },
): Promise<Process> {
  const env = {
    ...process.env,
    LATCHKEY_CONFIG: configFile,
    LATCHKEY_DATABASE: database,
    LATCHKEY_LISTEN: `127.0.0.1:${port}`,
    LATCHKEY_MASTER_KEY: MASTER_KEY,
    LATCHKEY_LOG_LEVEL: 'warn',
  }
  const start = performance.now()
  const child = spawn(process.execPath, ['-r', PRELOAD, ...nodeOptions, CLI, 'serve'], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await untilReady(child, `http://127.0.0.1:${port}/readyz`)
  return running(child, { port, readyAfterMs: performance.now() - start })
}

export async function startPeer(people: number): Promise<Process> {
  const start = performance.now()
  const child = spawn(process.execPath, [PEER, String(people)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const lines = createInterface({ input: child.stdout })
  const [line] = await once(lines, 'line')
  const port = Number(String(line).replace('ready ', ''))
  return running(child, { port, readyAfterMs: performance.now() - start })
}

async function untilReady(child: ChildProcess, address: string): Promise<void> {
  const deadline = Date.now() + READY_LIMIT_MS
  for (;;) {
    const answer = await fetch(address).catch(() => undefined)
    await answer?.body?.cancel()
    if (answer?.ok) return
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Error(`The server did not become ready at ${address}.`)
    }
    await delay(5)
  }
}

function running(
  child: ChildProcess,
  { port, readyAfterMs }: Pick<Process, 'port' | 'readyAfterMs'>,
): Process {
  return {
    pid: child.pid ?? 0,
    port,
    readyAfterMs,
    stop: () => end(child, 'SIGTERM'),
    kill: () => end(child, 'SIGKILL'),
  }
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

/** What the process holds of the machine's memory; undefined where the system does not tell. */
export function memoryMb({ pid }: Pick<Process, 'pid'>): number | undefined {
  const file = `/proc/${pid}/status`
  if (!existsSync(file)) return undefined
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(file, 'utf8'))?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1_024
}
