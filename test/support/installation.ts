import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { latchkey, type Started, startLatchkey } from './latchkey-process.ts'

/** `latchkey serve` in an empty folder, as a process of its own. */
export type Installation = Readonly<{
  url: string
  /** What it printed because it belonged to nobody. */
  setupLink: string
  /** The present state, without secrets. */
  export(): Promise<string>
  /** Applies an export with its secrets to an empty database, and serves that one from now on. */
  beginAnew(): Promise<void>
  remove(): Promise<void>
}>

const LINK = /http:\/\/localhost:\d+\/setup\/[\w-]+/

export async function startEmpty(port: number): Promise<Installation> {
  const root = mkdtempSync(path.join(tmpdir(), 'latchkey-empty-'))
  const env = {
    LATCHKEY_LISTEN: `127.0.0.1:${port}`,
    LATCHKEY_LOG_LEVEL: 'info',
    LATCHKEY_MASTER_KEY: Buffer.alloc(32, port).toString('base64'),
  }
  let cwd = mkdtempSync(path.join(root, 'first-'))
  let server: Started = await startLatchkey(['serve'], { cwd, env }, LINK)

  const run = async (args: string[], folder: string) => {
    const { code, stdout, stderr } = await latchkey(args, { cwd: folder, env })
    assert.equal(code, 0, stderr)
    return stdout
  }
  return {
    url: `http://localhost:${port}`,
    setupLink: server.stdout.match(LINK)?.[0] ?? '',
    export: () => run(['export'], cwd),
    async beginAnew() {
      const state = await run(['export', '--secrets'], cwd)
      await server.stop()
      cwd = mkdtempSync(path.join(root, 'second-'))
      writeFileSync(path.join(cwd, 'state.yaml'), state)
      await run(['apply', 'state.yaml'], cwd)
      server = await startLatchkey(['serve'], { cwd, env }, /"msg":"ready"/)
    },
    async remove() {
      await server.stop()
      rmSync(root, { recursive: true })
    },
  }
}
