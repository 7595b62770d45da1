import { Failure } from '../../base/errors.ts'

/** Runs a parser of one field's value, and adds the field to its refusal. */
export function atField<T>(path: string, parse: () => T): T {
  try {
    const value = parse()
    if (!(value instanceof Promise)) return value
    // The cast holds because only the rejection changes.
    return value.catch((error: unknown) => refuse(path, error)) as T
  } catch (error) {
    return refuse(path, error)
  }
}

function refuse(path: string, error: unknown): never {
  if (!(error instanceof Failure) || error.code !== 'invalid_input') throw error
  const { message } = error
  throw new Failure('invalid_input', message, { fields: [{ path, message }], cause: error })
}
