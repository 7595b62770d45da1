import { type ReadPicture, STILL_ONLY, unusable } from './picture.ts'

const EXTENSION = 0x21
const GRAPHIC_CONTROL = 0xf9
const IMAGE = 0x2c
const TRAILER = 0x3b

export function isGif(bytes: Buffer): boolean {
  return /^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6))
}

/** Block by block (GIF89a): one image inside its canvas. Comments and the like are dropped. */
export function readGif(bytes: Buffer): ReadPicture {
  if (bytes.length < 13) throw broken()
  const width = bytes.readUInt16LE(6)
  const height = bytes.readUInt16LE(8)
  let at = 13 + tableBytes(bytes[10] ?? 0)
  const kept: Buffer[] = [bytes.subarray(0, at)]
  let hasImage = false
  for (;;) {
    const kind = bytes[at]
    if (kind === TRAILER) break
    if (kind === EXTENSION) {
      const end = endOfBlocks(bytes, at + 2)
      if (bytes[at + 1] === GRAPHIC_CONTROL) kept.push(bytes.subarray(at, end))
      at = end
    } else if (kind === IMAGE) {
      if (hasImage) throw unusable(STILL_ONLY)
      hasImage = true
      const end = endOfImage(bytes, at, { width, height })
      kept.push(bytes.subarray(at, end))
      at = end
    } else {
      throw broken()
    }
  }
  if (!hasImage) throw broken()
  return { width, height, bytes: Buffer.concat([...kept, Buffer.from([TRAILER])]) }
}

/** A table of colours follows where the first bit says so; the last three say how long it is. */
function tableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0
}

function endOfImage(bytes: Buffer, at: number, canvas: { width: number; height: number }): number {
  if (at + 11 > bytes.length) throw broken()
  const [left, top] = [bytes.readUInt16LE(at + 1), bytes.readUInt16LE(at + 3)]
  const [width, height] = [bytes.readUInt16LE(at + 5), bytes.readUInt16LE(at + 7)]
  // Readers draw on the larger of the two, whatever the canvas says.
  if (left + width > canvas.width || top + height > canvas.height) throw broken()
  return endOfBlocks(bytes, at + 10 + tableBytes(bytes[at + 9] ?? 0) + 1)
}

/** Blocks of up to 255 bytes, each after its length, until one of none. */
function endOfBlocks(bytes: Buffer, from: number): number {
  let at = from
  for (;;) {
    const length = bytes[at]
    if (length === undefined) throw broken()
    at += 1 + length
    if (length === 0) return at
  }
}

function broken() {
  return unusable('This GIF is damaged or not whole. Export it again, best as PNG.')
}
