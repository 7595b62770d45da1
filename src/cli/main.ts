import '../../bin/require-node-24.cjs'
import { SECOND } from '../base/clock.ts'
import { COMMANDS } from './commands.ts'
import { printable } from './printable.ts'
import { readSecret } from './read-secret.ts'
import { runCommand } from './run-command.ts'

// Whoever reads us may have read enough: latchkey export | head.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await runCommand(COMMANDS, process.argv.slice(2), {
  env: process.env,
  print: (text) => process.stdout.write(`${printable(text.trimEnd())}\n`),
  tell: (text) => process.stderr.write(`${printable(text.trimEnd())}\n`),
  readSecret,
})

// A connection that the database refused may stay open for another minute.
if (process.exitCode !== 0) setTimeout(() => process.exit(), 2 * SECOND).unref()
