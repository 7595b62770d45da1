import type { OrganizationId, PictureId } from '../base/ids.ts'
import { toDataUri } from '../core/pictures/data-uri.ts'
import { findPicture } from '../core/pictures/picture-store.ts'
import type { Db } from '../storage/database.ts'

/** A picture is written inline: its address means nothing to another installation. */
export async function exportPicture(
  db: Db,
  organizationId: OrganizationId,
  id: PictureId | undefined,
): Promise<string | undefined> {
  const picture = id && (await findPicture(db, organizationId, id))
  return picture && toDataUri(picture)
}
