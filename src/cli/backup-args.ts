import { type Config, readConfig } from '../config.ts'
import { CONFIG_OPTION, type Io, readArgs } from './command.ts'

type BackupArgs = Readonly<{ file: string; overwrite: boolean; json: boolean; config: Config }>

/** `FILE [--force] [--json] [--config FILE]`, which `backup` and `restore` have in common. */
export function readBackupArgs(args: string[], { env }: Pick<Io, 'env'>): BackupArgs {
  const options = {
    ...CONFIG_OPTION,
    force: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  } as const
  const { values, positionals } = readArgs(args, options, ['FILE'])
  const [file = ''] = positionals
  const { force: overwrite, json } = values
  return { file, overwrite, json, config: readConfig({ env, file: values.config }) }
}
