import { Failure } from '../base/errors.ts'
import { didYouMean } from '../base/nearest.ts'
import { type ExitCode, type Io, UsageError } from './command.ts'
import type { CommandEntry } from './commands.ts'

/** From the words of a command line to an exit code. Failures become sentences, bugs stay bugs. */
export async function runCommand(
  commands: readonly CommandEntry[],
  [name, ...args]: readonly string[],
  io: Io,
): Promise<ExitCode> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    return showHelp(commands, name === 'help' ? args[0] : undefined, io)
  }
  const entry = commands.find((one) => one.name === name)
  if (!entry) return refuseUnknown(commands, name, io)
  if (args.includes('--help') || args.includes('-h')) return showHelp(commands, name, io)
  const command = await entry.load()
  try {
    return await command.run(args, io)
  } catch (error) {
    if (error instanceof UsageError) {
      io.tell(`${error.message}\nHow it is used: latchkey ${name} --help`)
      return 2
    }
    if (!(error instanceof Failure)) throw error
    io.tell(error.message)
    return 1
  }
}

async function showHelp(
  commands: readonly CommandEntry[],
  about: string | undefined,
  io: Io,
): Promise<ExitCode> {
  const entry = commands.find(({ name }) => name === about)
  if (about !== undefined && !entry) return refuseUnknown(commands, about, io)
  io.print(entry ? (await entry.load()).help : overview(commands))
  return 0
}

function refuseUnknown(commands: readonly CommandEntry[], name: string, io: Io): ExitCode {
  const hint = didYouMean(
    name,
    commands.map((command) => command.name),
  )
  io.tell(`There is no command "${name}".${hint}\nAll commands: latchkey --help`)
  return 2
}

function overview(commands: readonly CommandEntry[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  const list = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return `Latchkey: single sign-on that runs with one command.

Usage: latchkey COMMAND [OPTIONS]

${list.join('\n')}

Each command explains itself: latchkey COMMAND --help
It exits with 0 when done, 1 when refused or failed, 2 when called wrongly.

Example: latchkey serve --config /etc/latchkey.yaml`
}
