import { readFileSync } from 'node:fs'
import path from 'node:path'
import { isNode, LineCounter, parseDocument } from 'yaml'
import { Failure } from '../base/errors.ts'
import { faultsIn, type KeyPath } from './problem.ts'
import { reasonOf } from './resolve-values.ts'

const DEFAULT_FILE = 'latchkey.yaml'

/** A configuration file as it is written, before variables and files are filled in. */
export type ConfigFile = Readonly<{
  /** The name that messages use. */
  name: string
  folder: string
  value: unknown
  /** The line of a key; if it is not in the file, that of the nearest key around it. */
  lineOf(path: KeyPath): number | undefined
}>

/** `latchkey.yaml` may be missing, but not a file that was named. */
export function readConfigFile(file: string | undefined): ConfigFile | undefined {
  const name = file ?? DEFAULT_FILE
  try {
    return parseConfigFile(readFileSync(name, 'utf8'), name)
  } catch (error) {
    if (error instanceof Failure) throw error
    if (file === undefined && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Failure('invalid_input', `${name} cannot be read: ${reasonOf(error)}.`)
  }
}

function parseConfigFile(text: string, name: string): ConfigFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0) {
    throw faultsIn(
      name,
      document.errors.map(({ message, pos }) => ({
        path: '',
        message: `line ${lines.linePos(pos[0]).line}: ${message.split('\n')[0]}`,
      })),
    )
  }
  const value = document.toJS({ maxAliasCount: 100 }) ?? {}
  if (isEndless(value)) {
    throw faultsIn(name, [{ path: '', message: 'an anchor (&) stands for what it is a part of.' }])
  }
  return {
    name,
    folder: path.dirname(path.resolve(name)),
    // An empty file counts as one without keys.
    value,
    lineOf(at) {
      for (let length = at.length; length > 0; length -= 1) {
        const node = document.getIn(at.slice(0, length), true)
        if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
      }
      return undefined
    },
  }
}

/** By an anchor, YAML allows a list that contains itself. */
function isEndless(value: unknown, around: readonly unknown[] = []): boolean {
  if (value === null || typeof value !== 'object') return false
  if (around.includes(value)) return true
  return Object.values(value).some((item) => isEndless(item, [...around, value]))
}
