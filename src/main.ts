import '../bin/require-node-24.cjs'
import { SECOND } from './base/clock.ts'
import { releaseStartupMemory } from './base/release-startup-memory.ts'
import { type Config, readConfig } from './config.ts'
import { applyAtFirstStart } from './installation/apply-at-first-start.ts'
import { explainListenError } from './installation/explain-listen-error.ts'
import { openInstallation } from './installation/open-installation.ts'
import { createServer, type LatchkeyServer } from './server.ts'

export type Running = Readonly<{
  addresses: Awaited<ReturnType<LatchkeyServer['listen']>>
  /** Lets requests finish, writes down what is in memory, and closes the database. */
  stop(): Promise<void>
}>

/** The process: opens the database, makes what a first start declares, listens. */
export async function startServer(config: Config): Promise<Running> {
  const installation = await openInstallation(config)
  const { log } = installation
  const server = createServer({ ...installation, ...config })
  const stop = async () => {
    await server.close()
    await installation.close()
    log.info('stopped')
  }
  try {
    await applyAtFirstStart(installation, config)
    const path = await server.beginSetup()
    const addresses = await server.listen(config.listen)
    log.info({ addresses }, 'ready')
    if (path !== undefined) printSetupLink(addresses, path)
    setTimeout(releaseStartupMemory, SECOND).unref()
    return { addresses, stop }
  } catch (error) {
    await stop()
    throw explainListenError(error)
  }
}

/** To standard output and never to a log: whoever reads it can become the owner. */
function printSetupLink(addresses: Running['addresses'], path: string): void {
  const [first] = addresses
  const host = first?.host ?? ''
  // A wildcard address is reachable as localhost; an IPv6 address needs brackets.
  const isAny = ['', '::', '0.0.0.0', '127.0.0.1', '::1'].includes(host)
  const name = isAny ? 'localhost' : host.includes(':') ? `[${host}]` : host
  process.stdout.write(
    `\nThere is no organization yet. Open this link within 30 minutes to make it, and yourself its owner:\n\n  http://${name}:${first?.port}${path}\n\n`,
  )
}

/** Waits for Ctrl+C or SIGTERM and stops. A second signal waits for nothing. */
export async function stopOnSignals({ stop }: Pick<Running, 'stop'>): Promise<void> {
  const signals = ['SIGINT', 'SIGTERM'] as const
  await new Promise<void>((resolve) => {
    for (const signal of signals) process.on(signal, () => resolve())
  })
  for (const signal of signals) process.removeAllListeners(signal)
  await stop()
}

if (import.meta.main) await stopOnSignals(await startServer(readConfig({ env: process.env })))
