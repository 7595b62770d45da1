import { hash } from 'node:crypto'
import {
  type CheckedPicture,
  LARGEST_BYTES,
  LONGEST_SIDE,
  type MediaType,
  type ReadPicture,
  unusable,
} from './picture.ts'
import { isGif, readGif } from './read-gif.ts'
import { isJpeg, readJpeg } from './read-jpeg.ts'
import { isPng, readPng } from './read-png.ts'
import { isWebp, readWebp } from './read-webp.ts'

type Format = Readonly<{
  mediaType: MediaType
  is: (bytes: Buffer) => boolean
  read: (bytes: Buffer) => ReadPicture
}>

const FORMATS: readonly Format[] = [
  { mediaType: 'image/png', is: isPng, read: readPng },
  { mediaType: 'image/jpeg', is: isJpeg, read: readJpeg },
  { mediaType: 'image/gif', is: isGif, read: readGif },
  { mediaType: 'image/webp', is: isWebp, read: readWebp },
]

/**
 * Looks at what somebody gave as a picture, and copies of it what is needed to draw it. What it
 * says to be counts for nothing; its bytes do. SVG is refused: it is a document that can hold
 * script and styles, and no filter of such documents has stayed whole for long.
 */
export function checkPicture(given: Uint8Array): CheckedPicture {
  const bytes = Buffer.from(given)
  if (bytes.length > LARGEST_BYTES) {
    const has = Math.ceil(bytes.length / 1024)
    throw unusable(`A picture has 256 KiB at most, and this one has ${has}. Make it smaller.`)
  }
  const format = FORMATS.find(({ is }) => is(bytes))
  if (!format) throw unusable(whatItIs(bytes))
  const { width, height, bytes: clean } = format.read(bytes)
  requireFit(width, height)
  const digest = hash('sha256', clean, 'base64url')
  return { mediaType: format.mediaType, width, height, bytes: new Uint8Array(clean), digest }
}

/** Whoever draws it makes room for every pixel that it says to have: a few bytes can say many. */
function requireFit(width: number, height: number): void {
  if (width < 1 || height < 1) throw unusable('This picture has no pixels. Export it again.')
  if (width <= LONGEST_SIDE && height <= LONGEST_SIDE) return
  throw unusable(
    `A picture is ${LONGEST_SIDE} pixels wide and high at most, and this one is ${width} by ${height}. Make it smaller.`,
  )
}

function whatItIs(bytes: Buffer): string {
  const isMarkup = /^[\s\ufeff]*</.test(bytes.toString('utf8', 0, 200))
  return isMarkup
    ? 'SVG and HTML are documents that can hold script, and are not taken. Export the picture as PNG or WebP.'
    : 'This is no PNG, JPEG, WebP or GIF. Export the picture as one of these.'
}
