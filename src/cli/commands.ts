import { applyCommand } from './apply.ts'
import type { Command } from './command.ts'
import { demoCommand } from './demo.ts'
import { exportCommand } from './export.ts'
import { keyCommand } from './key.ts'
import { migrateCommand } from './migrate.ts'
import { serveCommand } from './serve.ts'
import { traceCommand } from './trace.ts'
import { userCommand } from './user.ts'

/** In the order of the help: what one needs first stands first. */
export const COMMANDS: readonly Command[] = [
  demoCommand,
  serveCommand,
  applyCommand,
  exportCommand,
  userCommand,
  keyCommand,
  traceCommand,
  migrateCommand,
]
