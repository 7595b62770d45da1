import { exportState } from '../apply/export-state.ts'
import { readConfig } from '../config.ts'
import { openInstallation } from '../installation/open-installation.ts'
import { CONFIG_HELP, CONFIG_OPTION, type Command, readArgs } from './command.ts'
import { findOrganizations, ORGANIZATION_OPTION } from './find-organizations.ts'

export const exportCommand: Command = {
  help: `Prints organizations, connections, groups, users and applications as YAML, in the form that
"latchkey apply" reads. Defaults are left out. Signing keys, sessions and the ties between people
and their accounts at a provider are not in it: for a whole copy there is "latchkey backup".

Usage: latchkey export [--organization SLUG] [--secrets] [--json] [--config FILE]

  -o, --organization SLUG  this organization only
  --secrets              add client secrets, sealed, and password hashes: of use with the same
                         master key only, and to be kept as carefully as the database
  --json                 print it as JSON, which apply reads as well
${CONFIG_HELP}

Example: latchkey export --organization acme > acme.yaml`,
  async run(args, { env, print }) {
    const options = {
      ...CONFIG_OPTION,
      ...ORGANIZATION_OPTION,
      secrets: { type: 'boolean' },
      json: { type: 'boolean' },
    } as const
    const { values } = readArgs(args, options)
    const { db, close } = await openInstallation(readConfig({ env, file: values.config }))
    try {
      const organizations = await findOrganizations(db, values.organization)
      const { secrets = false, json = false } = values
      print(await exportState({ db }, organizations, { secrets, json }))
      return 0
    } finally {
      await close()
    }
  },
}
