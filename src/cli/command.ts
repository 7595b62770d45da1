import { type ParseArgsConfig, parseArgs } from 'node:util'

/** What a command is given: its arguments and the world, so that it never reaches for either. */
export type Io = Readonly<{
  env: Readonly<Record<string, string | undefined>>
  /** What was asked for: data, tables, help. */
  print(text: string): void
  /** What is told beside it: warnings, questions. */
  tell(text: string): void
  /** A line from standard input; typed unseen where a person types. */
  readSecret(question: string): Promise<string>
}>

export type Command = Readonly<{
  /** All of `--help`: usage, options, at least one example. */
  help: string
  run(args: string[], io: Io): Promise<ExitCode>
}>

/** 0: done. 1: refused or failed. 2: the command was called wrongly. */
export type ExitCode = 0 | 1 | 2

/** The command line itself is wrong: exit code 2, and where to read how it is right. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

type Options = NonNullable<ParseArgsConfig['options']>

/** `parseArgs`, with as many positionals as the command has names for; `[NAME]` may be left out. */
export function readArgs<T extends Options>(
  args: string[],
  options: T,
  positionals: readonly string[] = [],
) {
  const parsed = parseStrictly(args, options)
  const missing = positionals[parsed.positionals.length]
  if (missing && !missing.startsWith('[')) throw new UsageError(`${missing} is missing.`)
  const surplus = parsed.positionals[positionals.length]
  if (surplus !== undefined) throw new UsageError(`"${surplus}" is one argument too many.`)
  return parsed
}

function parseStrictly<T extends Options>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: true })
  } catch (error) {
    const { message } = error as Error
    throw new UsageError(message.split('. ')[0]?.replace(/\.?$/, '.') ?? message)
  }
}

/** The options of every command that works on the database. */
export const CONFIG_OPTION = { config: { type: 'string' } } as const
export const CONFIG_HELP =
  '  --config FILE          the configuration (default: $LATCHKEY_CONFIG, else ./latchkey.yaml)'
