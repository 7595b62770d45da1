import { applyChanges } from './apply/apply-changes.ts'
import { type Config, readConfig } from './config.ts'
import { listOrganizations } from './core/organizations/organization-store.ts'
import { explainListenError } from './installation/explain-listen-error.ts'
import { type Installation, openInstallation } from './installation/open-installation.ts'
import { createServer } from './server.ts'

export type Running = Readonly<{
  addresses: readonly Readonly<{ host: string | undefined; port: number }>[]
  /** Lets requests finish, writes down what is in memory, and closes the database. */
  stop(): Promise<void>
}>

/** The process: opens the database, applies what a first start declares, listens. */
export async function startServer(config: Config): Promise<Running> {
  const installation = await openInstallation(config)
  const { log, close } = installation
  await applyAtFirstStart(installation, config)
  const server = createServer({ ...installation, ...config })
  const stop = async () => {
    await server.close()
    await close()
    log.info('stopped')
  }
  try {
    const addresses = await server.listen(config.listen)
    log.info({ addresses }, 'ready')
    return { addresses, stop }
  } catch (error) {
    await stop()
    throw explainListenError(error)
  }
}

async function applyAtFirstStart(installation: Installation, config: Config): Promise<void> {
  const isFirst = (await listOrganizations(installation.db, 1)).length === 0
  if (!isFirst || config.organizations.length === 0) return
  const changes = await applyChanges(installation, config.organizations)
  installation.log.info(
    { made: changes.length },
    'first start: what the configuration declares was made',
  )
}

/** Waits for Ctrl+C or SIGTERM and stops; a second signal does not wait for anything. */
export async function stopOnSignals({ stop }: Pick<Running, 'stop'>): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  await stop()
}

if (import.meta.main) await stopOnSignals(await startServer(readConfig({ env: process.env })))
