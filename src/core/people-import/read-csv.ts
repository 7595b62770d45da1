import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { CsvError, parse } from 'csv-parse'
import { Failure } from '../../base/errors.ts'

export const LARGEST_CSV_BYTES = 5 * 1024 * 1024
const MOST_ROWS = 10_000
const CHUNK_BYTES = 64 * 1024
const MOST_COLUMNS = 200

export type CsvRow = Readonly<{ line: number; cells: readonly string[] }>
type Csv = Readonly<{ header: readonly string[]; rows: readonly CsvRow[] }>

/** A file with a header (RFC 4180), parted by commas, semicolons or tabs. Lets others in between. */
export async function readCsv(text: string): Promise<Csv> {
  const bytes = Buffer.from(text)
  if (bytes.length > LARGEST_CSV_BYTES) {
    throw new Failure('too_large', 'The file is larger than 5 MiB: part it in two.')
  }
  const records: CsvRow[] = []
  const parser = parse({
    bom: true,
    delimiter: delimiterOf(text),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
  })
  try {
    for await (const { record, info } of Readable.from(chunksOf(bytes)).pipe(parser)) {
      records.push({ line: info.lines, cells: record })
      // The header is one more. Leaving the loop ends the parser: the rest is not read.
      if (records.length > MOST_ROWS + 1) throw tooMany()
    }
  } catch (error) {
    throw error instanceof CsvError ? unreadable(error) : error
  }
  const [header, ...rows] = records
  if (!header || rows.length === 0) throw fault('There is nobody in the file below its first line.')
  if (header.cells.length > MOST_COLUMNS) throw fault(`A file has ${MOST_COLUMNS} columns at most.`)
  return { header: header.cells, rows }
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    yield bytes.subarray(at, at + CHUNK_BYTES)
    await setImmediate()
  }
}

/** The sign that the first line has most of, outside of quotes. */
function delimiterOf(text: string): string {
  const [first = ''] = text.slice(0, 10_000).split(/[\r\n]/)
  const bare = first.replaceAll(/"[^"]*"/g, '')
  const counted = [',', ';', '\t'].map((sign) => ({ sign, count: bare.split(sign).length }))
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).sign
}

const REASONS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quotation mark that opens is never closed',
  INVALID_OPENING_QUOTE: 'a quotation mark stands in a cell that does not begin with one',
  CSV_INVALID_CLOSING_QUOTE: 'something follows the quotation mark that ends a cell',
}

function unreadable({ code, ...told }: CsvError): Failure {
  const line = 'lines' in told && typeof told.lines === 'number' ? ` at line ${told.lines}` : ''
  return fault(`The file cannot be read${line}: ${REASONS[code] ?? 'it is no CSV'}.`)
}

function tooMany(): Failure {
  return fault('A file has 10,000 people at most: part it in two.')
}

function fault(message: string): Failure {
  return new Failure('invalid_input', message, { fields: [{ path: 'csv', message }] })
}
