import { Failure } from '../../base/errors.ts'
import type { OrganizationId, PictureId } from '../../base/ids.ts'

export type MediaType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'

/** Pictures are drawn 56 pixels wide at most, on screens with up to four dots a pixel. */
export const LARGEST_BYTES = 256 * 1024
export const LONGEST_SIDE = 2_048

/** A picture that was looked at, and holds nothing but what is needed to draw it. */
export type CheckedPicture = Readonly<{
  mediaType: MediaType
  width: number
  height: number
  bytes: Uint8Array<ArrayBuffer>
  /** SHA-256 of the bytes. */
  digest: string
}>

/** A logo or an icon. It belongs to one thing, never changes, and goes when that has another. */
export type Picture = Pick<CheckedPicture, 'mediaType' | 'bytes' | 'digest'> &
  Readonly<{
    id: PictureId
    organizationId: OrganizationId
    /** The organization, application or connection that shows it. */
    ownerId: string
    createdAt: number
  }>

/** Where a picture is served; a path, so that it holds whatever the organization's address is. */
export function picturePath(id: PictureId): string {
  return `/pictures/${id}`
}

/** What a reader of one format finds. */
export type ReadPicture = Readonly<{ width: number; height: number; bytes: Buffer<ArrayBuffer> }>

export function unusable(message: string): Failure {
  return new Failure('invalid_input', message)
}

export const STILL_ONLY = 'This picture moves. Give a still one: nothing moves on these pages.'
