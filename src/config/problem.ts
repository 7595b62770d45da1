import { Failure } from '../base/errors.ts'

export type KeyPath = readonly (string | number)[]

/** One fault in the configuration: where it is, and what to do about it. */
export type ConfigProblem = Readonly<{ path: KeyPath; message: string }>

/** `organizations[0].connections[1].wellKnownUrl` */
export function formatPath(path: KeyPath): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    return text === '' ? key : `${text}.${key}`
  }, '')
}

/** The file that faults are told of, and where in it a key is. */
export type ConfigSource = Readonly<{
  name: string
  lineOf(path: KeyPath): number | undefined
}>

type Fault = Readonly<{ path: string; message: string; line?: number | undefined }>

/** Every fault in one message, a line each. */
export function faultsIn(source: string, faults: readonly Fault[]): Failure {
  const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`
  const lines = faults.map(({ path, message, line }) => {
    const where = line === undefined ? path : `${path} (line ${line})`
    return `  ${where}${where ? ': ' : ''}${message}`
  })
  return new Failure('invalid_input', [`${source} has ${count}:`, ...lines].join('\n'))
}

/** Faults with their places in the file, from its top down. */
export function faultsAt(
  problems: readonly ConfigProblem[],
  { name, lineOf }: ConfigSource,
): Failure {
  const faults = problems.map(({ path, message }) => ({
    path: formatPath(path),
    message,
    line: lineOf(path),
  }))
  return faultsIn(
    name,
    faults.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
  )
}
