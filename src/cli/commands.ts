import type { Command } from './command.ts'

/** A command by name. Its code is loaded when it is called, so that help and mistakes cost nothing. */
export type CommandEntry = Readonly<{
  name: string
  summary: string
  load(): Promise<Command>
}>

/** In the order of the help: what one needs first stands first. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'demo',
    summary: 'shows both ends of "Sign in with Okta" on this machine',
    load: async () => (await import('./demo.ts')).demoCommand,
  },
  {
    name: 'serve',
    summary: 'starts the server',
    load: async () => (await import('./serve.ts')).serveCommand,
  },
  {
    name: 'apply',
    summary: 'brings the database to what a file declares',
    load: async () => (await import('./apply.ts')).applyCommand,
  },
  {
    name: 'export',
    summary: 'prints the present state in the form that apply reads',
    load: async () => (await import('./export.ts')).exportCommand,
  },
  {
    name: 'user',
    summary: 'creates, lists, suspends, activates and deactivates people, sets passwords',
    load: async () => (await import('./user.ts')).userCommand,
  },
  {
    name: 'recover-link',
    summary: 'makes a link by which an owner gets back in, once',
    load: async () => (await import('./recover-link.ts')).recoverLinkCommand,
  },
  {
    name: 'provisioning',
    summary: "makes and revokes the tokens of a connection's provisioning (SCIM)",
    load: async () => (await import('./provisioning.ts')).provisioningCommand,
  },
  {
    name: 'key',
    summary: 'rotates signing keys',
    load: async () => (await import('./key.ts')).keyCommand,
  },
  {
    name: 'backup',
    summary: 'copies the whole database while the server runs',
    load: async () => (await import('./backup.ts')).backupCommand,
  },
  {
    name: 'restore',
    summary: 'puts a backup in the place of the database',
    load: async () => (await import('./restore.ts')).restoreCommand,
  },
  {
    name: 'trace',
    summary: 'tells what happened in a sign-in, by the code that the person was shown',
    load: async () => (await import('./trace.ts')).traceCommand,
  },
  {
    name: 'audit',
    summary: 'checks that the audit log is what was written',
    load: async () => (await import('./audit.ts')).auditCommand,
  },
  {
    name: 'doctor',
    summary: 'examines a provider, or this installation, and says what to mend',
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
  {
    name: 'migrate',
    summary: 'brings the tables to this version, or shows what that would do',
    load: async () => (await import('./migrate.ts')).migrateCommand,
  },
]
