import { systemClock } from '../base/clock.ts'
import { createLog } from '../base/log.ts'
import { type Restored, restore } from '../installation/restore.ts'
import { readBackupArgs } from './backup-args.ts'
import { CONFIG_HELP, type Command } from './command.ts'

export const restoreCommand: Command = {
  help: `Puts a backup in the place of the database. It must be whole, of this version or an older one, and
sealed with the master key that is configured, which is looked at and never changed; anything else
is refused, and leaves everything as it was. Stop the server first: while it runs, it is refused.
What was ended or taken away since the backup is back: sessions, tokens, people, secrets.

Usage: latchkey restore FILE [--force] [--json] [--config FILE]

  FILE                   what "latchkey backup" made
  --force                where there is a database already: set it aside under another name
  --json                 print what was done as JSON
${CONFIG_HELP}

Example: latchkey restore /var/backups/latchkey-monday.db --force`,
  async run(args, { env, print }) {
    const { file, overwrite, json, config } = readBackupArgs(args, { env })
    const log = createLog(config.logLevel)
    const done = await restore(config, file, { overwrite, now: systemClock, log })
    print(json ? JSON.stringify(done) : describe(done))
    return 0
  },
}

function describe({ file, database, setAside, migrations }: Restored): string {
  const lines = [`Restored ${database} from ${file}.`]
  if (setAside !== null) lines.push(`The database that was there is now at ${setAside}.`)
  if (migrations.length > 0) {
    lines.push(`The next start brings its tables up to date: ${migrations.join(', ')}.`)
  }
  return lines.join('\n')
}
