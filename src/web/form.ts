import { Failure } from '../base/errors.ts'

const LARGEST_BYTES = 64 * 1024

type Options = Readonly<{
  /** Parameters that may occur once at most (RFC 6749 section 3.1). */
  once?: readonly string[]
  largestBytes?: number
}>

/** The fields of a posted form. Reads no more than the limit, with or without a Content-Length. */
export async function readForm(
  request: Request,
  { once = [], largestBytes = LARGEST_BYTES }: Options = {},
): Promise<URLSearchParams> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') {
    throw new Failure('invalid_input', 'This address takes a form (x-www-form-urlencoded).')
  }
  const length = request.headers.get('content-length')
  if (Number(length ?? 0) > largestBytes) throw tooLarge()

  // Node reads no more than the Content-Length.
  const text = length === null ? await readStream(request, largestBytes) : await request.text()
  const form = new URLSearchParams(text)
  refuseDuplicates(form, once)
  return form
}

/**
 * Refuses a parameter that occurs twice: two readers of one request might take different ones, and
 * then the one that is used is not the one that was checked (parameter pollution).
 */
export function refuseDuplicates(parameters: URLSearchParams, names: readonly string[]): void {
  for (const name of names) {
    if (parameters.getAll(name).length > 1) {
      throw new Failure('invalid_input', `The parameter ${name} may be given only once.`)
    }
  }
}

async function readStream(request: Request, largestBytes: number): Promise<string> {
  if (!request.body) return ''
  const chunks: Uint8Array[] = []
  let bytes = 0
  // Throwing out of the loop cancels the stream, so the rest of a flood is not read.
  for await (const chunk of request.body) {
    bytes += chunk.byteLength
    if (bytes > largestBytes) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function tooLarge(): Failure {
  return new Failure('too_large', 'What was sent is larger than this address takes.')
}
