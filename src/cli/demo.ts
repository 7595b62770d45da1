import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import path from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { stringify } from 'yaml'
import { readConfig } from '../config.ts'
import { listenAt } from '../front/listen.ts'
import { explainListenError } from '../installation/explain-listen-error.ts'
import { type Command, type Io, readArgs, UsageError } from './command.ts'
import {
  acmeOkta,
  acmeTools,
  DEMO_PASSWORD,
  type DemoUrls,
  demoUrls,
  EXPENSES_CLIENT,
} from './demo-organizations.ts'
import { loadServer } from './load-server.ts'

export const demoCommand: Command = {
  help: `Starts two organizations and a small application in one process, on this machine only: Acme Tools
(port 4000) with a "Sign in with Okta" button, Acme Okta (4100) behind it, and Expenses (4200),
which people reach through both. What you do there is kept in .demo/.

Usage: latchkey demo [--reset] [--port N]

  --reset                forget what was done, start afresh
  --port N               use the ports N, N+100 and N+200

Example: latchkey demo --port 5000`,
  async run(args, { env, print }) {
    const options = { reset: { type: 'boolean' }, port: { type: 'string' } } as const
    const { values } = readArgs(args, options)
    const port = parsePort(values.port ?? '4000')
    // A folder for each port: the addresses are part of what is stored.
    const folder = path.join('.demo', String(port))
    const urls = demoUrls(port)
    const hosts = loopbackHosts()
    await requireFree([port, port + 100, port + 200], hosts)
    if (values.reset) rmSync(folder, { recursive: true, force: true })
    const { startServer, stopOnSignals } = await loadServer()
    const running = await startServer({
      ...readConfig({ env: levelOf(env), file: writeDemoConfig(folder, urls) }),
      listen: [port, port + 100].flatMap((one) => hosts.map((host) => ({ host, port: one }))),
    })
    const other = await startExpenses(urls, hosts, port + 200)
    print(whatToTry(urls, folder))
    await stopOnSignals({
      async stop() {
        await other.close()
        await running.stop()
      },
    })
    return 0
  },
}

/** The demo in the form that everybody's configuration has, to be read, and for other commands. */
function writeDemoConfig(folder: string, urls: DemoUrls): string {
  const file = path.join(folder, 'latchkey.yaml')
  const database = `sqlite:${path.join(folder, 'latchkey.db')}`
  const declared = { database, organizations: [acmeTools(urls), acmeOkta(urls)] }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(file, `# Written at every start of the demo.\n${stringify(declared)}`)
  return file
}

/** Nothing else of this machine's own set-up: the demo is the same everywhere. */
function levelOf({ LATCHKEY_LOG_LEVEL = 'warn' }: Io['env']) {
  return { LATCHKEY_LOG_LEVEL }
}

function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_335) return port
  throw new UsageError('--port takes a number from 1 to 65335: two more ports lie above it.')
}

/** Before anything is forgotten or made: another demo may be using this one's folder. */
async function requireFree(ports: readonly number[], hosts: readonly string[]): Promise<void> {
  const addresses = ports.flatMap((port) => hosts.map((host) => ({ host, port })))
  try {
    const listening = await listenAt(() => {}, addresses)
    await listening.close()
  } catch (error) {
    throw explainListenError(error)
  }
}

/** Browsers take localhost for either, so both are listened on where the machine has both. */
function loopbackHosts(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((some) => some ?? [])
  const hasIpv6 = addresses.some(({ address }) => address === '::1')
  return hasIpv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1']
}

async function startExpenses({ acme, expenses }: DemoUrls, hosts: string[], port: number) {
  const { createExpenses } = await import('../../examples/expenses/expenses.ts')
  const wellKnownUrl = `${acme}/.well-known/openid-configuration`
  const { fetch } = createExpenses({ url: expenses, wellKnownUrl, ...EXPENSES_CLIENT })
  const addresses = hosts.map((host) => ({ host, port }))
  return listenAt(getRequestListener(fetch), addresses)
}

function whatToTry({ acme, okta, expenses }: DemoUrls, folder: string): string {
  return `
Latchkey's demo is ready.

  ${acme}   Acme Tools: the app's end, with a "Sign in with Okta" button
  ${okta}   Acme Okta: the provider's end, with people, groups and a tile
  ${expenses}   Expenses: somebody else's application, behind both

People, all with the password ${DEMO_PASSWORD}
  ada@acme.test     engineering
  grace@acme.test   engineering, finance
  linus@acme.test   deactivated, and refused
  owner@acme.test   owner of both organizations, and so of their consoles

Try
  1. Open ${acme}, choose "Sign in with Okta", sign in as ada.
  2. Open ${expenses}: nobody asks again. It shows who came, and with which claims.
  3. Sign out at ${acme}, which signs out of Okta too. Open ${okta},
     sign in as grace, and open the tile "Acme Tools".
  4. Sign in as linus, who is refused, and see why, with the code on the page:
     bin/latchkey trace CODE --config ${path.join(folder, 'latchkey.yaml')}
  5. Sign in as owner, and open ${acme}/console/ or ${okta}/console/.

Ctrl+C stops it. --reset starts afresh.
`
}
