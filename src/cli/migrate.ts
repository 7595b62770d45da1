import { readConfig } from '../config.ts'
import { openConfigured } from '../installation/open-installation.ts'
import { migrate, pendingMigrations } from '../storage/migrate.ts'
import { CONFIG_HELP, CONFIG_OPTION, type Command, readArgs } from './command.ts'

export const migrateCommand: Command = {
  help: `Brings the database's tables to what this version needs. The server does the same at its
start; run it by hand to choose the moment, or to see first what would be done.

Usage: latchkey migrate [--dry-run] [--json] [--config FILE]

  --dry-run              run it, show every statement, and undo it
  --json                 print as JSON
${CONFIG_HELP}

Example: latchkey migrate --dry-run`,
  async run(args, { env, print }) {
    const options = {
      ...CONFIG_OPTION,
      'dry-run': { type: 'boolean' },
      json: { type: 'boolean' },
    } as const
    const { values } = readArgs(args, options)
    const { db, close } = await openConfigured(readConfig({ env, file: values.config }).database)
    try {
      const pending = values['dry-run'] ? await pendingMigrations(db) : undefined
      const names = pending ? pending.map(({ name }) => name) : await migrate(db)
      if (values.json) print(JSON.stringify(pending ?? names.map((name) => ({ name })), null, 2))
      else if (names.length === 0) print('The database is up to date.')
      else if (!pending) print(names.map((name) => `Migrated: ${name}`).join('\n'))
      else print(pending.map(({ name, sql }) => `-- ${name}\n${sql.join(';\n')};`).join('\n\n'))
      return 0
    } finally {
      await close()
    }
  },
}
