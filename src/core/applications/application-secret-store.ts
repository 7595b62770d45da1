import type { ApplicationId, SecretId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { ApplicationSecret } from './application.ts'

export async function insertApplicationSecret(db: Db, secret: ApplicationSecret): Promise<void> {
  await db
    .insertInto('application_secret')
    .values({
      id: secret.id,
      application_id: secret.applicationId,
      secret_sealed: secret.secretSealed,
      status: secret.status,
      created_at: secret.createdAt,
    })
    .execute()
}

/** Newest first. */
export async function listApplicationSecrets(
  db: Db,
  applicationId: ApplicationId,
): Promise<ApplicationSecret[]> {
  const rows = await db
    .selectFrom('application_secret')
    .selectAll()
    .where('application_id', '=', applicationId)
    .orderBy('id', 'desc')
    .execute()
  return rows.map((row) => ({
    id: row.id as SecretId,
    applicationId: row.application_id as ApplicationId,
    secretSealed: row.secret_sealed,
    status: row.status as ApplicationSecret['status'],
    createdAt: row.created_at,
  }))
}

export async function setApplicationSecretStatus(
  db: Db,
  id: SecretId,
  status: ApplicationSecret['status'],
): Promise<void> {
  await db.updateTable('application_secret').set({ status }).where('id', '=', id).execute()
}

export async function deleteApplicationSecret(db: Db, id: SecretId): Promise<void> {
  await db.deleteFrom('application_secret').where('id', '=', id).execute()
}
