import { applyChanges } from '../apply/apply-changes.ts'
import { planChanges } from '../apply/plan-changes.ts'
import { type Config, readConfig } from '../config.ts'
import { openInstallation, openUnchanged } from '../installation/open-installation.ts'
import {
  CONFIG_HELP,
  CONFIG_OPTION,
  type Command,
  type Io,
  readArgs,
  UsageError,
} from './command.ts'
import { describeChanges } from './describe-changes.ts'
import { warnOfProviders } from './warn-of-providers.ts'

export const applyCommand: Command = {
  help: `Compares what FILE declares (organizations, connections, groups, users, applications) with
the database, prints the difference, and carries it out. What FILE does not declare is left as it
is: a thing that is not in it stays, a key that is left out keeps its value. A list that is given
is the whole list. Each organization is written completely or not at all.

Usage: latchkey apply FILE [--dry-run] [--json] [--config FILE]

  FILE                   a file in the form of latchkey.yaml; its own database counts, if it names one
  --dry-run              print the difference, change nothing
  --json                 print it as JSON
${CONFIG_HELP}

Example: latchkey apply people.yaml --dry-run`,
  async run(args, io) {
    const options = {
      ...CONFIG_OPTION,
      'dry-run': { type: 'boolean' },
      json: { type: 'boolean' },
    } as const
    const { values, positionals } = readArgs(args, options, ['FILE'])
    const declared = readConfig({ env: io.env, file: positionals[0] })
    if (declared.organizations.length === 0) {
      throw new UsageError(
        `${positionals[0]} declares no organizations: there is nothing to apply.`,
      )
    }
    const isDry = values['dry-run'] === true
    const open = isDry ? openUnchanged : openInstallation
    const installation = await open(databaseOf(declared, values.config, io))
    try {
      const carryOut = isDry ? planChanges : applyChanges
      const changes = await carryOut(installation, declared.organizations, declared.source)
      await warnOfProviders(changes, declared, io)
      io.print(values.json ? JSON.stringify(changes, null, 2) : describeChanges(changes, isDry))
      return 0
    } finally {
      await installation.close()
    }
  },
}

function databaseOf(declared: Config, file: string | undefined, { env }: Io): Config {
  return declared.databaseIsGiven && file === undefined ? declared : readConfig({ env, file })
}
