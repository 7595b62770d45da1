import { readFileSync } from 'node:fs'
import { parseMasterKey } from './master-key-source.ts'
import { type Environment, reasonOf } from './resolve-values.ts'

type FromEnvironment = Readonly<{
  configFile: string | undefined
  masterKey: Readonly<{ value: string | undefined; file: string | undefined }>
  /** Values that replace those of the file, by key. */
  overrides: Readonly<Record<string, unknown>>
  /** Which variable a replaced key came from, for messages. */
  names: ReadonlyMap<string, string>
  problems: readonly { path: string; message: string }[]
}>

/** `LATCHKEY_*`, each also as `LATCHKEY_*_FILE`: containers hand secrets over as files. */
export function readEnvironment(env: Environment): FromEnvironment {
  const problems: { path: string; message: string }[] = []
  const overrides: Record<string, unknown> = {}
  const names = new Map<string, string>()

  // An empty variable counts as not set, as compose files leave it.
  const read = (name: string): string | undefined => {
    const file = env[`${name}_FILE`]
    if (!file) return env[name] || undefined
    if (env[name]) problems.push({ path: name, message: `Give ${name} or ${name}_FILE, not both.` })
    try {
      return readFileSync(file, 'utf8').trim()
    } catch (error) {
      problems.push({
        path: `${name}_FILE`,
        message: `cannot be read: ${reasonOf(error)} (${file}).`,
      })
      return undefined
    }
  }
  const override = (key: string, name: string, shape: (text: string) => unknown) => {
    const text = read(name)
    if (text === undefined) return
    overrides[key] = shape(text)
    names.set(key, name)
  }

  checkMasterKey(env, problems)
  override('database', 'LATCHKEY_DATABASE', (text) => text)
  override('listen', 'LATCHKEY_LISTEN', (text) => text.split(',').map((part) => part.trim()))
  override('log', 'LATCHKEY_LOG_LEVEL', (level) => ({ level }))
  return {
    configFile: read('LATCHKEY_CONFIG'),
    // The file is read later, when the installation is opened: a missing one may be created then.
    masterKey: {
      value: env.LATCHKEY_MASTER_KEY || undefined,
      file: env.LATCHKEY_MASTER_KEY_FILE || undefined,
    },
    overrides,
    names,
    problems,
  }
}

function checkMasterKey(env: Environment, problems: { path: string; message: string }[]): void {
  const path = 'LATCHKEY_MASTER_KEY'
  const { LATCHKEY_MASTER_KEY: value, LATCHKEY_MASTER_KEY_FILE: file } = env
  if (value && file) problems.push({ path, message: `Give ${path} or ${path}_FILE, not both.` })
  if (!value || parseMasterKey(value)) return
  const message = 'must be 32 bytes in base64. Make one with: openssl rand -base64 32'
  problems.push({ path, message })
}
