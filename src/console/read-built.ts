import { readFile } from 'node:fs/promises'
import path from 'node:path'

/** How files were compressed when the console was built, the smallest first. */
const ENCODINGS = { br: '.br', gzip: '.gz' } as const
export type Encoding = keyof typeof ENCODINGS

type Asset = Readonly<{
  body: Uint8Array<ArrayBuffer>
  type: string
  encoding: Encoding | undefined
}>

/** The encodings that a browser accepts, by its Accept-Encoding. */
export function readEncodings(header = ''): readonly Encoding[] {
  const offered = header.split(',').map((part) => part.trim())
  return (Object.keys(ENCODINGS) as Encoding[]).filter((each) => offered.includes(each))
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}
const NAME = /^[\w-][\w.-]*\.(?:js|css|svg)$/

/** The page. Read each time, so that a console built while the server runs is served at once. */
export async function readIndex(folder: string): Promise<string | undefined> {
  return (await read(path.join(folder, 'index.html')))?.toString('utf8')
}

export async function readAsset(
  folder: string,
  name: string,
  taken: readonly Encoding[],
): Promise<Asset | undefined> {
  const type = TYPES[path.extname(name)]
  // The name is one path segment of known characters, so it cannot lead out of the folder.
  if (!type || !NAME.test(name)) return
  const file = path.join(folder, 'assets', name)
  for (const encoding of taken) {
    const body = await read(`${file}${ENCODINGS[encoding]}`)
    if (body) return { body, type, encoding }
  }
  const body = await read(file)
  return body && { body, type, encoding: undefined }
}

async function read(file: string): Promise<Buffer<ArrayBuffer> | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return
    throw error
  }
}
