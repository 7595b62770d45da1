import { Failure } from '../base/errors.ts'
import { readConfig } from '../config.ts'
import { listAuthorizationServers } from '../core/authorization-servers/authorization-server-store.ts'
import { rotateKeysOf } from '../core/authorization-servers/save-authorization-server.ts'
import { type Installation, openInstallation } from '../installation/open-installation.ts'
import { CONFIG_HELP, CONFIG_OPTION, type Command, readArgs, UsageError } from './command.ts'
import { findOrganizations, ORGANIZATION_OPTION } from './find-organizations.ts'

export const keyCommand: Command = {
  help: `Rotates signing keys: the next key, which was published ahead, signs from now on; the old one
stays published until the last token it signed has expired; a new next key is published.

Usage: latchkey key rotate [--organization SLUG] [--server SLUG] [--json] [--config FILE]

  -o, --organization SLUG  this organization only (default: all)
  --server SLUG          this authorization server only, such as org or default (default: all)
  --json                 print which were rotated as JSON
${CONFIG_HELP}

Example: latchkey key rotate --organization acme --server default`,
  async run([verb, ...args], { env, print }) {
    if (verb !== 'rotate') throw new UsageError('Say what to do: latchkey key rotate.')
    const options = {
      ...CONFIG_OPTION,
      ...ORGANIZATION_OPTION,
      server: { type: 'string' },
      json: { type: 'boolean' },
    } as const
    const { values } = readArgs(args, options)
    const installation = await openInstallation(readConfig({ env, file: values.config }))
    try {
      const rotated = await rotate(installation, values.organization, values.server)
      if (values.json) print(JSON.stringify(rotated, null, 2))
      else print(rotated.map(describe).join('\n'))
      return 0
    } finally {
      await installation.close()
    }
  },
}

type Rotated = Readonly<{ organization: string; server: string }>

function describe({ organization, server }: Rotated): string {
  return `Rotated the keys of ${organization}/${server}.`
}

async function rotate(
  installation: Installation,
  organizationSlug: string | undefined,
  serverSlug: string | undefined,
): Promise<Rotated[]> {
  const { db } = installation
  const rotated: Rotated[] = []
  for (const { id, slug } of await findOrganizations(db, organizationSlug)) {
    for (const server of await listAuthorizationServers(db, id)) {
      if (serverSlug !== undefined && server.slug !== serverSlug) continue
      await rotateKeysOf(installation, { server, actor: { kind: 'system' } })
      rotated.push({ organization: slug, server: server.slug })
    }
  }
  if (rotated.length > 0) return rotated
  throw new Failure('not_found', `There is no authorization server "${serverSlug ?? ''}" there.`)
}
