import { z } from 'zod'
import { parseTrustedProxies } from '../web/client-address.ts'
import { declaredOrganization } from './declared-organization.ts'
import { parsed, text } from './fields.ts'
import { parseListen } from './listen.ts'

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const

const listenAddress = z.union([z.number(), z.string()]).transform(String).pipe(parsed(parseListen))

const databaseUrl = text.superRefine((given, context) => {
  const message = faultInDatabase(given)
  if (message !== undefined) context.addIssue({ code: 'custom', message })
})

function faultInDatabase(given: string): string | undefined {
  if (/^sqlite:./.test(given)) return undefined
  if (!/^postgres(ql)?:\/\/./.test(given)) {
    return 'The database is given as sqlite:FILE, sqlite::memory: or postgres://USER@HOST/NAME.'
  }
  // Without a host it is a socket that the query names.
  if (URL.canParse(given.replace('@/', '@socket/'))) return undefined
  return 'This is not an address. In a user name or a password write @ : / ? # % and spaces as %40 %3A %2F %3F %23 %25 %20.'
}

const proxy = parsed((given) => {
  parseTrustedProxies([given])
  return given.trim()
})

const allowed = parsed((given) => {
  const entry = given.trim()
  // Anything that does not look like a host name must be an address or a range.
  const isName = /^(?=.*[a-z])[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(entry)
  if (!isName) parseTrustedProxies([entry])
  return entry
})

const smtpUrl = text.refine(
  (given) => {
    const url = URL.parse(given)
    return /^smtps?:$/.test(url?.protocol ?? '') && url?.hostname !== ''
  },
  { message: 'A mail server is given as smtps://USER:PASSWORD@HOST or smtp://HOST:PORT.' },
)

const sender = text.refine(
  (given) => /^(?:[^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/.test(given),
  {
    message: 'The sender is an address, or a name with one: Acme <id@acme.example>.',
  },
)

export const KEPT_TRACES = { retentionDays: 14, perOrganization: 100_000 }

/** `off` becomes null. (In YAML 1.1 the word is a boolean.) */
const traces = z.preprocess(
  (given) => (given === 'off' || given === false ? null : (given ?? {})),
  z
    .strictObject({
      retentionDays: z.int().min(1).max(3_650).default(KEPT_TRACES.retentionDays),
      perOrganization: z.int().min(100).max(10_000_000).default(KEPT_TRACES.perOrganization),
    })
    .nullable(),
)

/** The whole file. Every key is optional: no file at all is a server on port 4000. */
export const configSchema = z.strictObject({
  listen: z
    .array(listenAddress)
    .min(1)
    .default([{ host: undefined, port: 4000 }]),
  database: databaseUrl.default('sqlite:./data/latchkey.db'),
  trustedProxies: z.array(proxy).default([]),
  outbound: z.strictObject({ allow: z.array(allowed).default([]) }).default({ allow: [] }),
  operations: z.strictObject({ listen: listenAddress.optional() }).default({}),
  log: z.strictObject({ level: z.enum(LOG_LEVELS).default('info') }).default({ level: 'info' }),
  traces,
  mail: z.strictObject({ smtp: smtpUrl, from: sender }).optional(),
  passwords: z
    .strictObject({ renewHashes: z.boolean().default(true) })
    .default({ renewHashes: true }),
  audit: z.strictObject({ file: text.optional() }).default({}),
  organizations: z.array(declaredOrganization).default([]),
})
