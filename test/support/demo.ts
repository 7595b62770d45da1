import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Ended, freePortTriple, latchkey, startLatchkey } from './latchkey-process.ts'

/** `latchkey demo`, as a process of its own in an empty folder, on three free ports. */
export type Demo = Readonly<{
  acme: string
  okta: string
  expenses: string
  password: string
  /** Its working directory, gone with it. */
  folder: string
  /** The command line on the demo's own database. */
  latchkey(...args: string[]): Promise<Ended>
  stop(): Promise<void>
}>

export async function startDemo(): Promise<Demo> {
  const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-demo-'))
  const port = await freePortTriple()
  const world = { cwd: folder }
  const running = await startLatchkey(['demo', '--port', String(port)], world, /Ctrl\+C/)
  const config = path.join('.demo', String(port), 'latchkey.yaml')
  return {
    acme: `http://localhost:${port}`,
    okta: `http://localhost:${port + 100}`,
    expenses: `http://localhost:${port + 200}`,
    password: 'correct-horse-battery',
    folder,
    latchkey: (...args) => latchkey([...args, '--config', config], world),
    async stop() {
      await running.stop()
      rmSync(folder, { recursive: true })
    },
  }
}
