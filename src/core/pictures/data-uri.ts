import { checkPicture } from './check-picture.ts'
import { type CheckedPicture, type Picture, unusable } from './picture.ts'

/** A file of the largest size in base64, and the words before it. */
export const LONGEST_DATA_URI = 360_000

/** A picture as the API and files carry it: `data:image/png;base64,…` (RFC 2397). */
export function parsePicture(text: string): CheckedPicture {
  const [, base64] = /^data:[\w.+/-]*;base64,([A-Za-z0-9+/]*={0,2})$/.exec(text.trim()) ?? []
  if (base64 === undefined) {
    throw unusable('A picture is given as data:image/png;base64,… with the content of its file.')
  }
  return checkPicture(Buffer.from(base64, 'base64'))
}

export function toDataUri({ mediaType, bytes }: Pick<Picture, 'mediaType' | 'bytes'>): string {
  return `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`
}
