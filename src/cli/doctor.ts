import { systemClock } from '../base/clock.ts'
import { readConfig } from '../config.ts'
import { examineProvider } from '../doctor/examine-provider.ts'
import { isWrong } from '../doctor/finding.ts'
import { type Examined, examineInstallation } from '../installation/examine-installation.ts'
import { createOutbound } from '../outbound/guarded-fetch.ts'
import { CONFIG_HELP, CONFIG_OPTION, type Command, readArgs, UsageError } from './command.ts'
import { describeFindings, summarise } from './describe-findings.ts'

const OPTIONS = {
  ...CONFIG_OPTION,
  'client-id': { type: 'string' },
  'redirect-uri': { type: 'string' },
  json: { type: 'boolean' },
} as const

export const doctorCommand: Command = {
  help: `With URL, looks at an OpenID provider from the outside: its document, keys, clock and features,
and says line by line what is right, what is risky and what will fail. Any address of the provider
will do. With a client ID and a redirect URI it also finds out whether the provider knows them.
Without URL, looks at this installation: configuration, database, master key, mail, the addresses of the
organizations with their proxies, cookies and clock, and the provider of every connection. Nothing is
changed.

Usage: latchkey doctor [URL] [--client-id ID --redirect-uri URI] [--json] [--config FILE]

  URL                    such as https://acme.okta.com
  --client-id ID         an application that was made at that provider
  --redirect-uri URI     the redirect URI that was registered for it
  --json                 print as JSON
${CONFIG_HELP}

It exits with 1 if anything is wrong.

Example: latchkey doctor https://acme.okta.com/oauth2/default`,
  async run(args, { env, print }) {
    const { values, positionals } = readArgs(args, OPTIONS, ['[URL]'])
    const [address] = positionals
    const registration = readRegistration(values, address)
    const examined =
      address === undefined
        ? await examineInstallation(readConfig({ env, file: values.config }))
        : [await examineFromHere(address, registration)]
    const findings = examined.flatMap((one) => one.findings)
    if (values.json) print(JSON.stringify(examined, null, 2))
    else print([...examined.map(describe), summarise(findings)].join('\n\n'))
    return isWrong(findings) ? 1 : 0
  },
}

/** Whoever sits at this machine may call what the machine may call: nothing is kept from them. */
const HERE = { url: 'http://localhost' }
const EVERYWHERE = ['0.0.0.0/0', '::/0']

async function examineFromHere(address: string, registration: Registration): Promise<Examined> {
  const outbound = createOutbound({ allow: EVERYWHERE })
  try {
    const deps = { fetch: outbound.fetchFor(HERE), now: systemClock }
    const { wellKnownUrl, findings } = await examineProvider(deps, { address, registration })
    return { about: wellKnownUrl ?? address, findings }
  } finally {
    await outbound.close()
  }
}

type Registration = Parameters<typeof examineProvider>[1]['registration']

function readRegistration(
  values: { 'client-id'?: string; 'redirect-uri'?: string },
  address: string | undefined,
): Registration {
  const { 'client-id': clientId, 'redirect-uri': redirectUri } = values
  if (clientId === undefined && redirectUri === undefined) return undefined
  if (clientId === undefined || redirectUri === undefined) {
    throw new UsageError('--client-id and --redirect-uri are given together.')
  }
  if (address === undefined) throw new UsageError('URL is missing: whose application is it?')
  if (!URL.canParse(redirectUri)) throw new UsageError(`"${redirectUri}" is not an address.`)
  return { clientId, redirectUri }
}

function describe({ about, findings }: Examined): string {
  return [about, ...describeFindings(findings)].join('\n')
}
