import { Failure } from '../base/errors.ts'
import { readConfig } from '../config.ts'
import { EVENT_KEY_PURPOSE } from '../core/audit/event-digest.ts'
import { EXPORT_FORMATS, exportEvents } from '../core/audit/export-events.ts'
import { type ChainReport, verifyChain } from '../core/audit/verify-chain.ts'
import { type Installation, openInstallation } from '../installation/open-installation.ts'
import {
  CONFIG_HELP,
  CONFIG_OPTION,
  type Command,
  type ExitCode,
  type Io,
  readArgs,
  UsageError,
} from './command.ts'
import {
  findOrganizationMeant,
  findOrganizations,
  ORGANIZATION_OPTION,
} from './find-organizations.ts'

export const auditCommand: Command = {
  help: `Checks the audit log, or prints it. Each event is sealed with the one before it, under a key that is not in the
database: what was changed, removed, put in or moved afterwards is found, the first such place told.

Usage: latchkey audit verify [--organization SLUG] [--expect SEQUENCE:DIGEST] [--json] [--config FILE]
       latchkey audit export [--organization SLUG] [--format jsonl|csv] [--type TYPE] [--config FILE]

  -o, --organization SLUG  which organization (verify: all, export: the only one)
  --expect SEQUENCE:DIGEST an end of the chain that an earlier check printed and that was kept
                         elsewhere: finds a log that was exchanged as a whole
  --json                 print what was found as JSON
  --format FORMAT        jsonl (one event a line, which is the default) or csv
  --type TYPE            events of this type, or of all that begin so
${CONFIG_HELP}

It exits with 1 when a log is not what was sealed. An export is an event itself.

Example: latchkey audit verify --organization acme
         latchkey audit export --format csv --type user.session > sessions.csv`,
  async run([verb, ...args], io) {
    const installation = (file: string | undefined) =>
      openInstallation(readConfig({ env: io.env, file }))
    if (verb === 'verify') return verify(installation, args, io)
    if (verb === 'export') return printEvents(installation, args, io)
    throw new UsageError('Say what to do: latchkey audit verify, or latchkey audit export.')
  },
}

type Open = (file: string | undefined) => Promise<Installation>

async function verify(open: Open, args: string[], io: Io): Promise<ExitCode> {
  const options = {
    ...CONFIG_OPTION,
    ...ORGANIZATION_OPTION,
    expect: { type: 'string' },
    json: { type: 'boolean' },
  } as const
  const { values } = readArgs(args, options)
  const expected = values.expect === undefined ? undefined : readExpected(values.expect)
  const { db, sealer, close } = await open(values.config)
  try {
    const key = sealer.keyFor(EVENT_KEY_PURPOSE)
    const organizations = expected
      ? [await findOrganizationMeant(db, values.organization)]
      : await findOrganizations(db, values.organization)
    const reports = []
    for (const { id, slug } of organizations) {
      reports.push({ organization: slug, ...(await verifyChain({ db, key }, id, expected)) })
    }
    io.print(values.json ? JSON.stringify(reports, null, 2) : reports.map(describe).join('\n'))
    return reports.every(({ intact }) => intact) ? 0 : 1
  } finally {
    await close()
  }
}

async function printEvents(open: Open, args: string[], io: Io): Promise<ExitCode> {
  const options = {
    ...CONFIG_OPTION,
    ...ORGANIZATION_OPTION,
    format: { type: 'string', default: 'jsonl' },
    type: { type: 'string' },
  } as const
  const { values } = readArgs(args, options)
  const format = EXPORT_FORMATS.find((one) => one === values.format)
  if (!format) throw new UsageError(`--format is ${EXPORT_FORMATS.join(' or ')}.`)
  const { db, now, close } = await open(values.config)
  try {
    const { id: organizationId } = await findOrganizationMeant(db, values.organization)
    const filter = { ...(values.type !== undefined && { type: values.type }) }
    const actor = { kind: 'system' } as const
    const pages = await exportEvents({ db, now }, { organizationId, format, filter, actor })
    for await (const page of pages) io.print(page)
    return 0
  } finally {
    await close()
  }
}

function readExpected(text: string): { sequence: number; digest: string } {
  const [, sequence, digest] = /^(\d{1,15}):([\w-]{43})$/.exec(text) ?? []
  if (sequence !== undefined && digest !== undefined) return { sequence: Number(sequence), digest }
  const message = 'An end of the chain is written as SEQUENCE:DIGEST, as this command prints it.'
  throw new Failure('invalid_input', `${message} Received: ${text.slice(0, 100)}`)
}

function describe(report: ChainReport & { organization: string }): string {
  const { organization, fault, first, last, digest, startedAt, unsealed, checked } = report
  if (fault)
    return `${organization}: NOT INTACT. ${fault.message} (${checked} before it are right.)`
  const waiting =
    unsealed > 0 ? ` ${unsealed} more are not sealed yet: a running server does that.` : ''
  if (startedAt === undefined) return `${organization}: no event is sealed yet.${waiting}`
  const since = new Date(startedAt).toISOString()
  const which = last < first ? 'no event is kept' : `events ${first} to ${last} are what was sealed`
  return `${organization}: intact; ${which}, since ${since}.${waiting}\n  The end, to be kept elsewhere: ${last}:${digest}`
}
