import { systemClock } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import { readConfig } from '../config.ts'
import { findApplication } from '../core/applications/application-store.ts'
import { listAttemptsByCode, type TracedAttempt } from '../core/audit/attempt-store.ts'
import { parseTraceCode } from '../core/audit/trace-code.ts'
import { explainLegs } from '../core/causes/explain-legs.ts'
import { findConnection } from '../core/connections/connection-store.ts'
import { findOrganization } from '../core/organizations/organization-store.ts'
import { findUser } from '../core/users/user-store.ts'
import { openInstallation } from '../installation/open-installation.ts'
import type { Db } from '../storage/database.ts'
import { CONFIG_HELP, CONFIG_OPTION, type Command, readArgs } from './command.ts'
import { describeTraces } from './describe-traces.ts'

export const traceCommand: Command = {
  help: `Prints the steps of a sign-in attempt: what was checked, what was expected, what came, and how
long it took; and where it failed the cause, with what mends it. CODE is what the failure page shows;
case and hyphen do not matter.

Usage: latchkey trace CODE [--json] [--config FILE]

  CODE                   such as KDHR-7WMP
  --json                 print as JSON
${CONFIG_HELP}

Example: latchkey trace KDHR-7WMP`,
  async run(args, { env, print }) {
    const options = { ...CONFIG_OPTION, json: { type: 'boolean' } } as const
    const { values, positionals } = readArgs(args, options, ['CODE'])
    const code = readCode(positionals[0] ?? '')
    const { db, close } = await openInstallation(readConfig({ env, file: values.config }))
    try {
      const attempts = await listAttemptsByCode(db, code)
      if (attempts.length === 0) {
        const message = `Nothing is known of ${code}: it is mistyped, or too old to be kept.`
        throw new Failure('not_found', message)
      }
      if (values.json) print(JSON.stringify(attempts, null, 2))
      else print(describeTraces(await Promise.all(attempts.map((one) => withNames(db, one)))))
      return 0
    } finally {
      await close()
    }
  },
}

function readCode(text: string): string {
  const code = parseTraceCode(text)
  if (code) return code
  const message = `A code has eight letters and digits, such as KDHR-7WMP. Received: ${text}`
  throw new Failure('invalid_input', message)
}

async function withNames(db: Db, attempt: TracedAttempt) {
  const { organizationId, userId = '', connectionId = '', applicationId = '' } = attempt
  const [organization, user, connection, application] = await Promise.all([
    findOrganization(db, organizationId),
    findUser(db, userId),
    findConnection(db, connectionId),
    findApplication(db, applicationId),
  ])
  const about = [
    organization && `organization ${organization.slug}`,
    user && `person ${user.login}`,
    connection && `connection ${connection.slug}`,
    application && `application ${application.label} (${application.clientId})`,
  ]
  const explanation = await explainLegs({ db, now: systemClock }, attempt.legs)
  return { attempt, about: about.filter((line) => line !== undefined).join(', '), explanation }
}
