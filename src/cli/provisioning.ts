import { Failure } from '../base/errors.ts'
import { readConfig } from '../config.ts'
import type { Connection } from '../core/connections/connection.ts'
import { findConnectionBySlug } from '../core/connections/connection-store.ts'
import {
  makeProvisioningToken,
  revokeProvisioningToken,
} from '../core/provisioning/make-provisioning-token.ts'
import {
  LONGEST_PROVISIONING_DAYS,
  PROVISIONING_PATH,
} from '../core/provisioning/provisioning-token.ts'
import { listProvisioningTokens } from '../core/provisioning/provisioning-token-store.ts'
import { type Installation, openInstallation } from '../installation/open-installation.ts'
import {
  CONFIG_HELP,
  CONFIG_OPTION,
  type Command,
  type Io,
  readArgs,
  UsageError,
} from './command.ts'
import {
  findOrganizationMeant,
  ORGANIZATION_HELP,
  ORGANIZATION_OPTION,
} from './find-organizations.ts'

const BY_HAND = { kind: 'system' } as const

export const provisioningCommand: Command = {
  help: `Makes, lists and revokes the tokens with which a connection's provider tells of its people and
groups (SCIM 2.0).

Usage: latchkey provisioning create CONNECTION [--name NAME] [--days N] [--json]
       latchkey provisioning list CONNECTION [--json]
       latchkey provisioning revoke CONNECTION TOKEN

A token is printed this once. To change it, make a second one, give it to the provider, and
revoke the first: both work until then. TOKEN is the id that list prints.

${ORGANIZATION_HELP}
  CONNECTION             the slug of a connection
  --name NAME            what to call the token (default: provisioning)
  --days N               it ends after so many (default: 365, at most ${LONGEST_PROVISIONING_DAYS})
  --json                 print as JSON
${CONFIG_HELP}

Example: latchkey provisioning create okta --name "Okta, 2027"`,
  async run([verb = '', ...args], io) {
    const action = ACTIONS[verb]
    if (!action) throw new UsageError('Say what to do: create, list or revoke.')
    const { values, positionals } = readArgs(args, OPTIONS, action.needs)
    const days = Number(values.days ?? 365)
    if (!Number.isInteger(days) || days < 1 || days > LONGEST_PROVISIONING_DAYS) {
      throw new UsageError(`--days is a number from 1 to ${LONGEST_PROVISIONING_DAYS}.`)
    }
    const installation = await openInstallation(readConfig({ env: io.env, file: values.config }))
    try {
      const { db } = installation
      const organization = await findOrganizationMeant(db, values.organization)
      const [slug = '', id = ''] = positionals
      const connection = await findConnectionBySlug(db, organization.id, slug)
      if (!connection) throw new Failure('not_found', `There is no connection "${slug}" there.`)
      const { name = 'provisioning', json = false } = values
      const baseUrl = organization.url + PROVISIONING_PATH
      await action.run({ ...installation, io, connection, baseUrl }, { id, name, days, json })
      return 0
    } finally {
      await installation.close()
    }
  },
}

const OPTIONS = {
  ...CONFIG_OPTION,
  ...ORGANIZATION_OPTION,
  name: { type: 'string' },
  days: { type: 'string' },
  json: { type: 'boolean' },
} as const

type Place = Installation & Readonly<{ io: Io; connection: Connection; baseUrl: string }>
type Given = Readonly<{ id: string; name: string; days: number; json: boolean }>
type Action = Readonly<{
  needs: readonly string[]
  run: (place: Place, given: Given) => Promise<void>
}>

const ACTIONS: Partial<Record<string, Action>> = {
  create: { needs: ['CONNECTION'], run: create },
  list: { needs: ['CONNECTION'], run: list },
  revoke: { needs: ['CONNECTION', 'TOKEN'], run: revoke },
}

async function create(place: Place, { name, days, json }: Given): Promise<void> {
  const { io, connection, baseUrl } = place
  const wanted = { name, expiresInDays: days }
  const made = await makeProvisioningToken(place, { connection, actor: BY_HAND }, wanted)
  const expiresAt = new Date(made.token.expiresAt).toISOString()
  if (json) {
    const { id } = made.token
    io.print(JSON.stringify({ id, name, baseUrl, token: made.value, expiresAt }))
    return
  }
  io.print(made.value)
  io.tell(`For ${connection.name}, at ${baseUrl}, until ${expiresAt}. It is shown this once.`)
}

async function list({ db, io, connection }: Place, { json }: Given): Promise<void> {
  const tokens = await listProvisioningTokens(db, connection.id)
  if (json) {
    io.print(JSON.stringify(tokens, null, 2))
    return
  }
  const lines = tokens.map(({ id, name, expiresAt, lastUsedAt }) => {
    const used = lastUsedAt === undefined ? 'never used' : `used ${timeOf(lastUsedAt)}`
    return `${id}  ${name.padEnd(24)} ends ${timeOf(expiresAt)}  ${used}`
  })
  io.print(lines.join('\n') || `${connection.slug} has no provisioning token.`)
}

async function revoke(place: Place, { id }: Given): Promise<void> {
  const { io, connection } = place
  await revokeProvisioningToken(place, { connection, actor: BY_HAND }, id)
  io.print(`Revoked ${id} of ${connection.slug}.`)
}

function timeOf(at: number): string {
  return new Date(at).toISOString()
}
