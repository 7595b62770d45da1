import { Failure } from '../../base/errors.ts'
import { newId, type OrganizationId, type PictureId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { parsePicture } from './data-uri.ts'
import { type CheckedPicture, picturePath } from './picture.ts'
import { deletePicturesOf, findPictureDigest, insertPicture } from './picture-store.ts'

/** What becomes of a thing's picture: it stays (undefined), goes (null), or makes place for one. */
export type PictureWish = CheckedPicture | null | undefined

/**
 * What the API takes for a picture: null, a new one as a data URI, or the path of the one there is,
 * so that what was read can be sent back. No other path is anybody's to give: a picture of another
 * thing, or of another organization, is not taken over by its name.
 */
export function readPictureWish(
  given: string | null | undefined,
  { present, field }: { present: PictureId | undefined; field: string },
): PictureWish {
  if (given === undefined || given === null) return given
  if (present && given === picturePath(present)) return undefined
  try {
    return parsePicture(given)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const fields = [{ path: field, message: error.message }]
    throw new Failure(error.code, error.message, { fields, cause: error })
  }
}

type Replace = Readonly<{
  organizationId: OrganizationId
  ownerId: string
  present: PictureId | undefined
  wish: PictureWish
  at: number
}>

type Replacement = Readonly<{
  /** The picture that the thing has then. */
  id: PictureId | undefined
  /** Part of the change of the thing itself, in its transaction. */
  write(tx: Db): Promise<void>
}>

/** The same picture again is no change, and keeps its address. */
export async function replacePicture(
  db: Db,
  { organizationId, ownerId, present, wish, at }: Replace,
): Promise<Replacement> {
  const unchanged = { id: present, write: async () => {} }
  if (wish === undefined) return unchanged
  if (wish === null) return { id: undefined, write: (tx) => deletePicturesOf(tx, ownerId) }
  if (present && (await findPictureDigest(db, present)) === wish.digest) return unchanged
  const { digest, mediaType, bytes } = wish
  const id = newId('picture', at)
  return {
    id,
    async write(tx) {
      await deletePicturesOf(tx, ownerId)
      await insertPicture(tx, {
        id,
        organizationId,
        ownerId,
        digest,
        mediaType,
        bytes,
        createdAt: at,
      })
    },
  }
}
