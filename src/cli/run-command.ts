import { Failure } from '../base/errors.ts'
import { didYouMean } from '../base/nearest.ts'
import { type Command, type ExitCode, type Io, UsageError } from './command.ts'

/** From the words of a command line to an exit code. Failures become sentences, bugs stay bugs. */
export async function runCommand(
  commands: readonly Command[],
  [name, ...args]: readonly string[],
  io: Io,
): Promise<ExitCode> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    return showHelp(commands, name === 'help' ? args[0] : undefined, io)
  }
  const command = commands.find((one) => one.name === name)
  if (!command) return refuseUnknown(commands, name, io)
  if (args.includes('--help') || args.includes('-h')) {
    io.print(command.help)
    return 0
  }
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

function showHelp(commands: readonly Command[], about: string | undefined, io: Io): ExitCode {
  const command = commands.find(({ name }) => name === about)
  if (about !== undefined && !command) return refuseUnknown(commands, about, io)
  io.print(command?.help ?? overview(commands))
  return 0
}

function refuseUnknown(commands: readonly Command[], name: string, io: Io): ExitCode {
  const hint = didYouMean(
    name,
    commands.map((command) => command.name),
  )
  io.tell(`There is no command "${name}".${hint}\nAll commands: latchkey --help`)
  return 2
}

function overview(commands: readonly Command[]): string {
  const list = commands.map(({ name, summary }) => `  ${name.padEnd(9)} ${summary}`)
  return `Latchkey: single sign-on that runs with one command.

Usage: latchkey COMMAND [OPTIONS]

${list.join('\n')}

Each command explains itself: latchkey COMMAND --help
It exits with 0 when done, 1 when refused or failed, 2 when called wrongly.

Example: latchkey serve --config /etc/latchkey.yaml`
}
