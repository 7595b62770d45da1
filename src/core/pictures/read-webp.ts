import { type ReadPicture, STILL_ONLY, unusable } from './picture.ts'

const MOVES = 0x02
/** Of the flags of an extended file, the one for transparency: what the others name is dropped. */
const KEPT_FLAGS = 0x10
const KEPT = new Set(['VP8X', 'ALPH', 'VP8 ', 'VP8L'])

type Size = Readonly<{ width: number; height: number }>

export function isWebp(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP'
}

/** Chunk by chunk (RFC 9649): the picture and its transparency stay; EXIF, XMP, profiles go. */
export function readWebp(bytes: Buffer): ReadPicture {
  const end = 8 + bytes.readUInt32LE(4)
  if (end > bytes.length) throw broken()
  const kept: Buffer[] = []
  let canvas: Size | undefined
  let size: Size | undefined
  for (let at = 12; at < end; ) {
    const { type, data, next } = nextChunk(bytes, at, end)
    if (type === 'ANIM' || type === 'ANMF') throw unusable(STILL_ONLY)
    if (type === 'VP8X') {
      if (at !== 12 || data.length !== 10) throw broken()
      if ((data[0] ?? 0) & MOVES) throw unusable(STILL_ONLY)
      canvas = { width: data.readUIntLE(4, 3) + 1, height: data.readUIntLE(7, 3) + 1 }
      kept.push(withFlags(bytes.subarray(at, next)))
    } else if (KEPT.has(type)) {
      kept.push(bytes.subarray(at, next))
    }
    if (type === 'VP8 ' || type === 'VP8L') {
      if (size) throw broken()
      size = type === 'VP8 ' ? sizeOfLossy(data) : sizeOfLossless(data)
    }
    at = next
  }
  if (!size) throw broken()
  if (canvas && (canvas.width !== size.width || canvas.height !== size.height)) throw broken()
  return { ...size, bytes: inRiff(kept) }
}

/** Data of an odd length has one byte behind it that counts for nothing. */
function nextChunk(bytes: Buffer, at: number, end: number) {
  if (at + 8 > end) throw broken()
  const length = bytes.readUInt32LE(at + 4)
  const next = at + 8 + length + (length % 2)
  if (next > end) throw broken()
  const type = bytes.toString('latin1', at, at + 4)
  return { type, data: bytes.subarray(at + 8, at + 8 + length), next }
}

function withFlags(chunk: Buffer): Buffer {
  const changed = Buffer.from(chunk)
  changed.writeUInt8((chunk[8] ?? 0) & KEPT_FLAGS, 8)
  return changed
}

function sizeOfLossy(data: Buffer): Size {
  const isKeyFrame = data.length >= 10 && ((data[0] ?? 1) & 1) === 0
  if (!isKeyFrame || data.readUIntBE(3, 3) !== 0x9d012a) throw broken()
  return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff }
}

function sizeOfLossless(data: Buffer): Size {
  if (data.length < 5 || data[0] !== 0x2f) throw broken()
  const bits = data.readUInt32LE(1)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

function inRiff(chunks: readonly Buffer[]): Buffer<ArrayBuffer> {
  const content = Buffer.concat([Buffer.from('WEBP', 'latin1'), ...chunks])
  const head = Buffer.from('RIFF\0\0\0\0', 'latin1')
  head.writeUInt32LE(content.length, 4)
  return Buffer.concat([head, content])
}

function broken() {
  return unusable('This WebP is damaged or not whole. Export it again, or as PNG.')
}
