import type { OrganizationId, PictureId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { PictureRow } from '../../storage/tables.ts'
import type { MediaType, Picture } from './picture.ts'

export async function insertPicture(db: Db, picture: Picture): Promise<void> {
  const { id, organizationId, ownerId, digest, mediaType, bytes, createdAt } = picture
  const row: PictureRow = {
    id,
    organization_id: organizationId,
    owner_id: ownerId,
    digest,
    media_type: mediaType,
    bytes,
    created_at: createdAt,
  }
  await db.insertInto('picture').values(row).execute()
}

/** A picture of this organization: at the address of another one there is none of this id. */
export async function findPicture(
  db: Db,
  organizationId: OrganizationId,
  id: string,
): Promise<Picture | undefined> {
  const row = await db
    .selectFrom('picture')
    .selectAll()
    .where('id', '=', id)
    .where('organization_id', '=', organizationId)
    .executeTakeFirst()
  return row && fromRow(row)
}

export async function findPictureDigest(db: Db, id: PictureId): Promise<string | undefined> {
  const row = await db
    .selectFrom('picture')
    .select('digest')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.digest
}

export async function deletePicturesOf(tx: Db, ownerId: string): Promise<void> {
  await tx.deleteFrom('picture').where('owner_id', '=', ownerId).execute()
}

function fromRow(row: PictureRow): Picture {
  return {
    id: row.id as PictureId,
    organizationId: row.organization_id as OrganizationId,
    ownerId: row.owner_id,
    digest: row.digest,
    // Was looked at when it was written.
    mediaType: row.media_type as MediaType,
    bytes: new Uint8Array(row.bytes),
    createdAt: row.created_at,
  }
}
