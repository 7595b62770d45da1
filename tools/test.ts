/**
 * `npm test`: everything that runs under node:test, on both databases. Arguments are passed on:
 * patterns choose files (`npm test -- test/storage*.test.ts`), options go to `node --test`.
 */
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { leasePostgres } from '../test/support/postgres-lease.ts'
import { buildConsole } from './build-console.ts'
import { installInterop } from './install-interop.ts'
import { setUpMachine } from './test-setup.ts'

const EVERYTHING = ['src/**/*.test.ts', 'test/**/*.test.ts']

/** A test that hangs fails by name instead of holding up everybody until the run is killed. */
const LONGEST_TEST = '--test-timeout=300000'

/**
 * Node leaves one core free, which on a machine of two means one file at a time. A file waits for
 * browsers and databases half of its time: as many files as cores end in two thirds of it.
 */
const AT_ONCE = `--test-concurrency=${availableParallelism()}`

setUpMachine()
installInterop()
await buildConsole()
process.exitCode = await runTests(process.argv.slice(2))

async function runTests(args: string[]): Promise<number> {
  const given = process.env.LATCHKEY_TEST_DATABASE_URL
  const lease = given ? undefined : await leasePostgres()
  const env = { ...process.env, LATCHKEY_TEST_DATABASE_URL: given ?? lease?.url }
  const patterns = args.some((arg) => !arg.startsWith('-')) ? [] : EVERYTHING
  try {
    return await exitCodeOf(
      ['--test', '--test-reporter=spec', LONGEST_TEST, AT_ONCE, ...args, ...patterns],
      env,
    )
  } finally {
    lease?.release()
  }
}

async function exitCodeOf(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(process.execPath, args, { env, stdio: 'inherit' })
  // They reach the child by themselves; we stay until it has ended, and give the server back.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
