import { crc32 } from 'node:zlib'
import { type ReadPicture, STILL_ONLY, unusable } from './picture.ts'

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')

/**
 * What drawing needs. Texts, EXIF and times are dropped, and so are colour profiles, which are
 * packed and can unpack to hundreds of times their size.
 */
const KEPT = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB'])

export function isPng(bytes: Buffer): boolean {
  return bytes.subarray(0, 8).equals(SIGNATURE)
}

/** Chunk by chunk (PNG section 5): each whole and with its checksum, the header first. */
export function readPng(bytes: Buffer): ReadPicture {
  const kept: Buffer[] = [SIGNATURE]
  const seen = new Set<string>()
  let at = SIGNATURE.length
  while (!seen.has('IEND')) {
    const { type, chunk } = nextChunk(bytes, at)
    if (seen.size === 0 && (type !== 'IHDR' || chunk.length !== 25)) throw broken()
    if (seen.has(type) && type === 'IHDR') throw broken()
    if (type === 'acTL') throw unusable(STILL_ONLY)
    if (isCritical(type) && !KEPT.has(type)) throw broken()
    if (KEPT.has(type)) kept.push(chunk)
    seen.add(type)
    at += chunk.length
  }
  if (!seen.has('IDAT')) throw broken()
  const out = Buffer.concat(kept)
  return { width: out.readUInt32BE(16), height: out.readUInt32BE(20), bytes: out }
}

function nextChunk(bytes: Buffer, at: number): { type: string; chunk: Buffer } {
  if (at + 12 > bytes.length) throw broken()
  const length = bytes.readUInt32BE(at)
  const end = at + 12 + length
  if (end > bytes.length) throw broken()
  const named = bytes.subarray(at + 4, end - 4)
  if (crc32(named) !== bytes.readUInt32BE(end - 4)) throw broken()
  return { type: named.toString('latin1', 0, 4), chunk: bytes.subarray(at, end) }
}

/** Its first letter is upper case: nobody can draw the picture without it. */
function isCritical(type: string): boolean {
  return /^[A-Z]/.test(type)
}

function broken() {
  return unusable('This PNG is damaged or not whole. Export it again.')
}
