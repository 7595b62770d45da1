import { Failure } from '../base/errors.ts'
import { readConfig } from '../config.ts'
import { resetFactors } from '../core/factors/reset-factors.ts'
import { makeRecoveryLink } from '../core/recovery-links/make-recovery-link.ts'
import type { User } from '../core/users/user.ts'
import { findUserByLogin, listUsersByEmail } from '../core/users/user-store.ts'
import { type Installation, openInstallation } from '../installation/open-installation.ts'
import { CONFIG_HELP, CONFIG_OPTION, type Command, readArgs } from './command.ts'
import {
  findOrganizationMeant,
  ORGANIZATION_HELP,
  ORGANIZATION_OPTION,
} from './find-organizations.ts'

const BY_HAND = { kind: 'system' } as const

export const recoverLinkCommand: Command = {
  help: `Makes a link by which an owner gets back in when no way to sign in works any more.

Usage: latchkey recover-link EMAIL [--reset-factors] [--json]

The link signs that owner in, once, within fifteen minutes, and leads to the settings. A newer one
replaces it. That it was made and used is in the audit log. Whoever has a second factor is asked for it as ever.

${ORGANIZATION_HELP}
  --reset-factors        take away all second factors of the owner, for whoever has lost them
  --json                 print as JSON
${CONFIG_HELP}

Example: latchkey recover-link owner@acme.example`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, OPTIONS, ['EMAIL'])
    const installation = await openInstallation(readConfig({ env: io.env, file: values.config }))
    try {
      const organization = await findOrganizationMeant(installation.db, values.organization)
      const user = await findPerson(installation, organization.id, positionals[0] ?? '')
      const wanted = { organization, user, actor: BY_HAND }
      const { link, url } = await makeRecoveryLink(installation, wanted)
      if (values['reset-factors']) await resetFactors(installation, { user, actor: BY_HAND })
      const expiresAt = new Date(link.expiresAt).toISOString()
      io.print(values.json ? JSON.stringify({ url, login: user.login, expiresAt }) : url)
      if (!values.json) io.tell(`Signs ${user.login} in, once, until ${expiresAt}.`)
      return 0
    } finally {
      await installation.close()
    }
  },
}

const OPTIONS = {
  ...CONFIG_OPTION,
  ...ORGANIZATION_OPTION,
  'reset-factors': { type: 'boolean' },
  json: { type: 'boolean' },
} as const

/** By the login, which is theirs alone, or by an address that one person only has. */
async function findPerson(
  { db }: Pick<Installation, 'db'>,
  organizationId: User['organizationId'],
  given: string,
): Promise<User> {
  const byLogin = await findUserByLogin(db, organizationId, given)
  if (byLogin) return byLogin
  const [only, another] = await listUsersByEmail(db, organizationId, given)
  if (only && !another) return only
  throw new Failure(
    'not_found',
    another
      ? `Several people have the address ${given}: give the login.`
      : `There is nobody with the login or address ${given} there.`,
  )
}
