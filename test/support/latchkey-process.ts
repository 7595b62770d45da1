import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import path from 'node:path'
import { text } from 'node:stream/consumers'

const LAUNCHER = path.resolve(import.meta.dirname, '../../bin/latchkey')

export type World = Readonly<{
  cwd: string
  env?: Record<string, string>
  /** What comes in through standard input. */
  input?: string
}>

export type Ended = Readonly<{ code: number | null; stdout: string; stderr: string }>

/** The command line as people call it: a process of its own, from its launcher. */
export async function latchkey(args: readonly string[], world: World): Promise<Ended> {
  const child = start(args, world)
  child.stdin.end(world.input ?? '')
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  return { code, stdout, stderr }
}

export type Started = Readonly<{
  /** What it had printed when the awaited text came. */
  stdout: string
  readyAfterMs: number
  /** Sends SIGTERM, and answers how it ended. */
  stop(): Promise<Ended>
}>

/** Starts one that stays, and waits until it has printed (or logged) what tells that it is ready. */
export async function startLatchkey(
  args: readonly string[],
  world: World,
  ready: RegExp,
): Promise<Started> {
  const begin = performance.now()
  const child = start(args, world)
  const ended = once(child, 'exit')
  const heard = { stdout: '', stderr: '' }
  await new Promise<void>((resolve, reject) => {
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        heard[name] += chunk
        if (ready.test(heard[name])) resolve()
      })
    }
    ended.then(() => reject(new Error(`it ended:\n${heard.stdout}${heard.stderr}`)), reject)
  })
  return {
    stdout: heard.stdout,
    readyAfterMs: Math.round(performance.now() - begin),
    async stop() {
      child.kill('SIGTERM')
      const [code] = await ended
      return { code, ...heard }
    },
  }
}

function start(args: readonly string[], { cwd, env = {} }: World): ChildProcessWithoutNullStreams {
  const { PATH, HOME } = process.env
  return spawn(LAUNCHER, args, { cwd, env: { PATH, HOME, ...env } })
}

/** A port N of this machine such that N, N+100 and N+200 are free. */
export async function freePortTriple(): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const base = 20_000 + Math.floor(Math.random() * 10_000)
    const free = await Promise.all([base, base + 100, base + 200].map(isFree))
    if (free.every(Boolean)) return base
  }
  throw new Error('no three free ports were found')
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}
