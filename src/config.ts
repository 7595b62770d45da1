import type { z } from 'zod'
import { DAY } from './base/clock.ts'
import { crossCheck } from './config/cross-check.ts'
import type { DeclaredOrganization } from './config/declared-organization.ts'
import { readEnvironment } from './config/environment.ts'
import { explainIssue } from './config/explain-issue.ts'
import type { ListenAddress } from './config/listen.ts'
import { type MasterKeySource, masterKeySource } from './config/master-key-source.ts'
import { type ConfigProblem, type ConfigSource, faultsIn, formatPath } from './config/problem.ts'
import { type ConfigFile, readConfigFile } from './config/read-file.ts'
import { type Environment, resolveValues } from './config/resolve-values.ts'
import { configSchema, KEPT_TRACES } from './config/schema.ts'

/** Everything that is decided outside the program, read once. Modules get single values, never this. */
export type Config = Readonly<{
  /** The file that was read, if there was one. */
  file: string | undefined
  /** Where in it a key is, for faults that show in the database only. */
  source?: ConfigSource | undefined
  listen: readonly ListenAddress[]
  database: string
  /** Whether the database was configured; otherwise it is the default one. */
  databaseIsGiven: boolean
  masterKey: MasterKeySource
  trustedProxies: readonly string[]
  outboundAllow: readonly string[]
  operationsListen: ListenAddress | undefined
  logLevel: string
  /** Whether traces are kept at all; failures have their codes in any case. */
  keepsTraces: boolean
  traceRetentionMs: number
  /** Per organization. */
  mostTraces: number
  /** The mail server; without one, messages wait in the console's outbox. */
  mail: Readonly<{ url: string; from: string }> | undefined
  /** Whether a password hash of another cost than today's is replaced at the next sign-in. */
  renewsPasswordHashes: boolean
  /** A file to which every event is appended. */
  eventFile: string | undefined
  organizations: readonly DeclaredOrganization[]
}>

type Given = Readonly<{
  env: Environment
  /** `--config FILE`, which takes precedence over LATCHKEY_CONFIG, and that over ./latchkey.yaml. */
  file?: string | undefined
}>

/**
 * The only place that reads the file and the environment. It reports every fault, not just the first,
 * each with its path and what to do.
 */
export function readConfig({ env, file }: Given): Config {
  const environment = readEnvironment(env)
  const read = readConfigFile(file ?? environment.configFile)
  const { value, problems } = resolveValues(read?.value ?? {}, { env, folder: read?.folder ?? '.' })
  const whole = withOverrides(value, environment.overrides)
  const checked = configSchema.safeParse(whole, { reportInput: true })
  const faults = [
    ...problems,
    ...(checked.error ? explained(checked.error, problems) : []),
    ...crossCheck(whole),
  ]
  if (!checked.success || faults.length > 0 || environment.problems.length > 0) {
    throw faultsIn(read?.name ?? 'The configuration', [
      ...environment.problems,
      ...faults
        .map((fault) => located(fault, read, environment.names))
        .sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
    ])
  }

  const { data } = checked
  const given = whole !== null && typeof whole === 'object' && 'database' in whole
  return deepFreeze({
    file: read?.name,
    source: read && { name: read.name, lineOf: read.lineOf },
    listen: data.listen,
    database: data.database,
    databaseIsGiven: given,
    masterKey: masterKeySource(environment.masterKey, data.database),
    trustedProxies: data.trustedProxies,
    outboundAllow: data.outbound.allow,
    operationsListen: data.operations.listen,
    logLevel: data.log.level,
    keepsTraces: data.traces !== null,
    // Even when none are kept, those from before are still deleted in time.
    traceRetentionMs: (data.traces ?? KEPT_TRACES).retentionDays * DAY,
    mostTraces: (data.traces ?? KEPT_TRACES).perOrganization,
    mail: data.mail && { url: data.mail.smtp, from: data.mail.from },
    renewsPasswordHashes: data.passwords.renewHashes,
    eventFile: data.audit.file,
    organizations: data.organizations,
  })
}

/** A value that could not be filled in is one fault; that it is empty is not a second one. */
function explained(error: z.ZodError, known: readonly ConfigProblem[]): ConfigProblem[] {
  const told = new Set(known.map(({ path }) => formatPath(path).replace(/_file$/, '')))
  return error.issues
    .flatMap((issue) => explainIssue(issue, configSchema))
    .filter(({ path }) => !told.has(formatPath(path)))
}

function located({ path, message }: ConfigProblem, file: ConfigFile | undefined, names: Names) {
  const variable = names.get(String(path[0]))
  if (variable) return { path: variable, message, line: undefined }
  return { path: formatPath(path), message, line: file?.lineOf(path) }
}

type Names = ReadonlyMap<string, string>

function withOverrides(value: unknown, overrides: Readonly<Record<string, unknown>>): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return { ...value, ...overrides }
}

function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === 'object' && !ArrayBuffer.isView(value)) {
    Object.values(value).forEach(deepFreeze)
    Object.freeze(value)
  }
  return value
}
