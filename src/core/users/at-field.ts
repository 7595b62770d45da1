import { Failure } from '../../base/errors.ts'

/** Says which field it was, when a value that was typed into it cannot be used. */
export function atField<T>(path: string, parse: () => T): T {
  try {
    const value = parse()
    if (!(value instanceof Promise)) return value
    // Of the same type: only its refusal is told otherwise.
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
