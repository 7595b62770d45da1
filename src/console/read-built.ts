import { readFile } from 'node:fs/promises'
import path from 'node:path'

export type Asset = Readonly<{ body: Uint8Array<ArrayBuffer>; type: string; isGzip: boolean }>

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}
const NAME = /^[\w-][\w.-]*\.(?:js|css|svg)$/

/** The page, read each time: a console that is built while the server runs is served at once. */
export async function readIndex(folder: string): Promise<string | undefined> {
  return (await read(path.join(folder, 'index.html')))?.toString('utf8')
}

export async function readAsset(
  folder: string,
  name: string,
  takesGzip: boolean,
): Promise<Asset | undefined> {
  const type = TYPES[path.extname(name)]
  // The name is one path segment of known characters, so it cannot lead out of the folder.
  if (!type || !NAME.test(name)) return
  const file = path.join(folder, 'assets', name)
  const compressed = takesGzip ? await read(`${file}.gz`) : undefined
  const body = compressed ?? (await read(file))
  return body && { body, type, isGzip: compressed !== undefined }
}

async function read(file: string): Promise<Buffer<ArrayBuffer> | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return
    throw error
  }
}
