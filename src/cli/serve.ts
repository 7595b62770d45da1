import { readConfig } from '../config.ts'
import { CONFIG_HELP, CONFIG_OPTION, type Command, readArgs } from './command.ts'
import { loadServer } from './load-server.ts'

export const serveCommand: Command = {
  help: `Starts the server, and stops it cleanly at Ctrl+C or SIGTERM. At the first start, with an
empty database, what the configuration declares is applied. Where it declares no organization, a link
is printed that makes the first one and its owner: once, within 30 minutes.

Usage: latchkey serve [--config FILE]

${CONFIG_HELP}

Example: latchkey serve --config /etc/latchkey.yaml`,
  async run(args, { env }) {
    const { values } = readArgs(args, CONFIG_OPTION)
    const config = readConfig({ env, file: values.config })
    const { startServer, stopOnSignals } = await loadServer()
    await stopOnSignals(await startServer(config))
    return 0
  },
}
