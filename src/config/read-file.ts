import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Document, isNode, LineCounter, parseDocument } from 'yaml'
import { Failure } from '../base/errors.ts'
import { faultsIn, type KeyPath } from './problem.ts'
import { reasonOf } from './resolve-values.ts'

const DEFAULT_FILE = 'latchkey.yaml'

/** Allows a list that a thousand people share; lists of lists of lists would fill the memory. */
const MOST_ALIASES = 10_000

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
    return parseConfigFile(textOf(readFileSync(name), name), name)
  } catch (error) {
    if (error instanceof Failure) throw error
    if (file === undefined && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Failure('invalid_input', `${name} cannot be read: ${reasonOf(error)}.`)
  }
}

/** Other encodings would end in names with � in them; Windows PowerShell writes UTF-16 by itself. */
function textOf(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw faultsIn(name, [{ path: '', message: 'is not UTF-8 text: save it as UTF-8.' }])
  }
}

function parseConfigFile(text: string, name: string): ConfigFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true })
  if (document.errors.length > 0) {
    throw faultsIn(
      name,
      document.errors.map(({ code, message, pos }) => ({
        path: '',
        message: `line ${lines.linePos(pos[0]).line}: ${explain(code, message)}`,
      })),
    )
  }
  const value = readValue(document)
  if (value === ENDLESS || isEndless(value)) {
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

function explain(code: string, message: string): string {
  if (code === 'MULTIPLE_DOCS')
    return 'a second document begins: everything is in one, without ---.'
  return message.split('\n')[0] ?? message
}

const ENDLESS = Symbol('endless')

function readValue(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES }) ?? {}
  } catch (error) {
    // A value merged into itself is followed until the stack overflows.
    if (error instanceof RangeError) return ENDLESS
    throw error
  }
}

/** By an anchor, YAML allows a list that contains itself. */
function isEndless(value: unknown, around: readonly unknown[] = []): boolean {
  if (value === null || typeof value !== 'object') return false
  if (around.includes(value)) return true
  return Object.values(value).some((item) => isEndless(item, [...around, value]))
}
