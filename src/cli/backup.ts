import { backUp } from '../installation/back-up.ts'
import { readBackupArgs } from './backup-args.ts'
import { CONFIG_HELP, type Command } from './command.ts'

export const backupCommand: Command = {
  help: `Copies the whole database to FILE, as it is at this moment. The server may go on running. The copy
is checked, and has its name only once it is whole. The master key is not in it: keep a copy of
that apart, for without it no secret and no signing key in the backup can be opened.

Usage: latchkey backup FILE [--force] [--json] [--config FILE]

  FILE                   where to put it; readable by its owner only
  --force                write over a file that is there
  --json                 print what was made as JSON
${CONFIG_HELP}

PostgreSQL has tools of its own: pg_dump copies it while the server runs, pg_restore brings it back.

Example: latchkey backup /var/backups/latchkey-monday.db`,
  async run(args, { env, print, tell }) {
    const { file, overwrite, json, config } = readBackupArgs(args, { env })
    const made = await backUp(config, file, { overwrite })
    if (json) {
      print(JSON.stringify(made))
      return 0
    }
    print(`Copied ${made.database} to ${made.file}: ${made.bytes} bytes.`)
    if (made.masterKey !== null) {
      tell(`The master key ${made.masterKey} is not in it, and opens it: keep a copy of it apart.`)
    }
    return 0
  },
}
