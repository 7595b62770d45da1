import { type ReadPicture, unusable } from './picture.ts'

const END = 0xd9
const SCAN = 0xda
const COMMENT = 0xfe
/** C4, C8 and CC lie among the frames and are none (T.81 table B.1). */
const NO_FRAMES = new Set([0xc4, 0xc8, 0xcc])

export function isJpeg(bytes: Buffer): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff
}

/**
 * Segment by segment (T.81 annex B). Comments and the segments of applications are dropped, EXIF
 * with the place it was taken among them; JFIF and Adobe say how colours are to be read, and stay.
 */
export function readJpeg(bytes: Buffer): ReadPicture {
  const kept: Buffer[] = [bytes.subarray(0, 2)]
  let size: { width: number; height: number } | undefined
  let hasScan = false
  for (let at = 2; ; ) {
    const { marker, start } = nextMarker(bytes, at)
    if (marker === END) {
      if (!size || !hasScan) throw broken()
      kept.push(Buffer.from([0xff, END]))
      return { ...size, bytes: Buffer.concat(kept) }
    }
    if (start + 4 > bytes.length) throw broken()
    const length = bytes.readUInt16BE(start + 2)
    const segment = bytes.subarray(start, start + 2 + length)
    if (length < 2 || segment.length !== length + 2) throw broken()
    at = start + segment.length
    if (isFrame(marker)) {
      if (size || length < 9) throw broken()
      size = { height: segment.readUInt16BE(5), width: segment.readUInt16BE(7) }
    }
    if (isNeeded(marker, segment)) kept.push(segment)
    if (marker !== SCAN) continue
    hasScan = true
    const end = endOfScan(bytes, at)
    kept.push(bytes.subarray(at, end))
    at = end
  }
}

/** Any number of FF may stand before a marker. `start` is the last of them. */
function nextMarker(bytes: Buffer, from: number): { marker: number; start: number } {
  if (bytes[from] !== 0xff) throw broken()
  let at = from
  while (bytes[at + 1] === 0xff) at += 1
  const marker = bytes[at + 1]
  // Those without a length have no place here: a restart outside a scan, a second beginning.
  if (marker === undefined || marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8)) throw broken()
  return { marker, start: at }
}

/** In what is coded, FF is followed by 00, and restart markers stand in it. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at
  }
  throw broken()
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && !NO_FRAMES.has(marker)
}

function isNeeded(marker: number, segment: Buffer): boolean {
  const isOfApplication = marker >= 0xe0 && marker <= 0xef
  if (!isOfApplication) return marker !== COMMENT
  const name = segment.toString('latin1', 4, 9)
  return (marker === 0xe0 && name === 'JFIF\0') || (marker === 0xee && name === 'Adobe')
}

function broken() {
  return unusable('This JPEG is damaged or not whole. Export it again.')
}
