import { nearest } from '../base/nearest.ts'
import { readConfig } from '../config.ts'
import { ROLES, type Role, USER_STATUSES } from '../core/users/user.ts'
import { openInstallation } from '../installation/open-installation.ts'
import { CONFIG_HELP, CONFIG_OPTION, type Command, readArgs, UsageError } from './command.ts'
import {
  findOrganizationMeant,
  ORGANIZATION_HELP,
  ORGANIZATION_OPTION,
} from './find-organizations.ts'
import {
  activateUser,
  createUser,
  deactivateUser,
  listPeople,
  printPasswordLink,
  resetFactorsOf,
  setPassword,
  suspendUser,
  type UserAction,
} from './user-actions.ts'

const VERBS = new Map<string, { run: UserAction; needsLogin: boolean }>([
  ['create', { run: createUser, needsLogin: true }],
  ['list', { run: listPeople, needsLogin: false }],
  ['suspend', { run: suspendUser, needsLogin: true }],
  ['activate', { run: activateUser, needsLogin: true }],
  ['deactivate', { run: deactivateUser, needsLogin: true }],
  ['link', { run: printPasswordLink, needsLogin: true }],
  ['reset-factors', { run: resetFactorsOf, needsLogin: true }],
  ['set-password', { run: setPassword, needsLogin: true }],
])

export const userCommand: Command = {
  help: `Works on the people of an organization.

Usage: latchkey user create LOGIN [--email E-MAIL] [--name NAME] [--role ROLE] [--no-password | --staged]
       latchkey user list [--status STATUS] [--json]
       latchkey user suspend | activate | deactivate LOGIN
       latchkey user set-password LOGIN
       latchkey user reset-factors LOGIN
       latchkey user link LOGIN [--json]

Passwords are asked for, or read from standard input; never from the command line, where every
process of the machine could read them. Whoever is suspended or deactivated, and whose password
is set here, is signed out everywhere.

Who has lost their second factor gets rid of all of them by reset-factors, recovery codes too, and
adds another one at the next sign-in, where one is required.

A link lets the person set the password: an invitation, good for seven days, for whoever is staged,
and for one hour for whoever is active. It works once, and a newer one replaces it.

${ORGANIZATION_HELP}
  --email E-MAIL         the address (default: the login, when that is one)
  --name NAME            the name to show
  --role ROLE            ${ROLES.join(', ')} (default: member)
  --no-password          the person signs in through a connection only
  --staged               the person is let in by an invitation: see link
  --status STATUS        list only those: ${USER_STATUSES.join(', ')}
  --json                 print as JSON
${CONFIG_HELP}

Examples: latchkey user create grace@acme.example --name "Grace Hopper" --role admin
          latchkey user set-password grace@acme.example < password.txt
          latchkey user create linus@acme.example --staged && latchkey user link linus@acme.example`,
  async run([verb = '', ...args], io) {
    const action = VERBS.get(verb)
    if (!action) throw new UsageError(unknownVerb(verb))
    const { values, positionals } = readArgs(args, OPTIONS, action.needsLogin ? ['LOGIN'] : [])
    const config = readConfig({ env: io.env, file: values.config })
    checkChoices(values)
    const installation = await openInstallation(config)
    try {
      const organization = await findOrganizationMeant(installation.db, values.organization)
      const given = {
        ...values,
        login: positionals[0] ?? '',
        role: values.role as Role | undefined,
      }
      await action.run({ ...installation, organization, io }, given)
      return 0
    } finally {
      await installation.close()
    }
  },
}

const OPTIONS = {
  ...CONFIG_OPTION,
  ...ORGANIZATION_OPTION,
  email: { type: 'string' },
  name: { type: 'string' },
  role: { type: 'string' },
  status: { type: 'string' },
  'no-password': { type: 'boolean' },
  staged: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

function unknownVerb(verb: string): string {
  const meant = nearest(verb, VERBS.keys())
  const all = `Say what to do: ${[...VERBS.keys()].join(', ')}.`
  return meant && verb ? `${all} Did you mean "${meant}"?` : all
}

type Choices = { role?: string | undefined; status?: string | undefined }

function checkChoices({ role, status }: Choices): void {
  const isRole = role === undefined || ROLES.some((one) => one === role)
  const isStatus = status === undefined || USER_STATUSES.some((one) => one === status)
  if (!isRole) throw new UsageError(`A role is one of ${ROLES.join(', ')}.`)
  if (!isStatus) throw new UsageError(`A status is one of ${USER_STATUSES.join(', ')}.`)
}
