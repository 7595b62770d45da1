import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { Sealer } from '../../base/seal.ts'
import { newToken } from '../../base/token.ts'
import type { Db } from '../../storage/database.ts'
import type { Event } from '../audit/event.ts'
import { recordEvent } from '../audit/event-store.ts'
import type { EventType } from '../audit/event-types.ts'
import { holdVersion } from '../versions/claim-version-store.ts'
import { type Application, type ApplicationSecret, MOST_SECRETS } from './application.ts'
import {
  deleteApplicationSecret,
  insertApplicationSecret,
  listApplicationSecrets,
  setApplicationSecretStatus,
} from './application-secret-store.ts'
import { sealSecret } from './save-application.ts'

type Deps = Readonly<{ db: Db; now: Clock }>
type Named = Readonly<{ application: Application; secretId: string; actor: Event['actor'] }>

/** Adds a second secret, so that the one in use can be replaced without an interruption. */
export async function addApplicationSecret(
  { db, sealer, now }: Deps & { sealer: Sealer },
  { application, actor }: Omit<Named, 'secretId'>,
): Promise<{ secret: ApplicationSecret; plain: string }> {
  const plain = newToken()
  const secret = await sealSecret(sealer, application, plain, now())
  await db.transaction().execute(async (tx) => {
    await holdVersion(tx, 'application', application)
    if ((await listApplicationSecrets(tx, application.id)).length >= MOST_SECRETS) {
      throw new Failure('conflict', 'There are two secrets already: delete one of them first.')
    }
    await insertApplicationSecret(tx, secret)
    await record(tx, { application, secretId: secret.id, actor }, 'create', now())
  })
  return { secret, plain }
}

/** One secret in the place of all that there were, which open nothing from now on. */
export async function replaceApplicationSecrets(
  { db, sealer, now }: Deps & { sealer: Sealer },
  { application, actor }: Omit<Named, 'secretId'>,
): Promise<{ plain: string }> {
  const plain = newToken()
  const secret = await sealSecret(sealer, application, plain, now())
  await db.transaction().execute(async (tx) => {
    await holdVersion(tx, 'application', application)
    for (const { id } of await listApplicationSecrets(tx, application.id)) {
      await deleteApplicationSecret(tx, id)
      await record(tx, { application, secretId: id, actor }, 'delete', now())
    }
    await insertApplicationSecret(tx, secret)
    await record(tx, { application, secretId: secret.id, actor }, 'create', now())
  })
  return { plain }
}

export async function setSecretStatus(
  { db, now }: Deps,
  named: Named,
  status: ApplicationSecret['status'],
): Promise<ApplicationSecret> {
  return db.transaction().execute(async (tx) => {
    const secret = await getSecret(tx, named)
    if (secret.status === status) return secret
    await setApplicationSecretStatus(tx, secret.id, status)
    await record(tx, named, status === 'active' ? 'activate' : 'deactivate', now())
    return { ...secret, status }
  })
}

/** Only an inactive one can be removed: one that is still accepted may be in use somewhere. */
export async function removeSecret({ db, now }: Deps, named: Named): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const secret = await getSecret(tx, named)
    if (secret.status === 'active') {
      throw new Failure('conflict', 'Deactivate the secret first; then it can be deleted.')
    }
    await deleteApplicationSecret(tx, secret.id)
    await record(tx, named, 'delete', now())
  })
}

async function getSecret(tx: Db, { application, secretId }: Named): Promise<ApplicationSecret> {
  const secrets = await listApplicationSecrets(tx, application.id)
  const secret = secrets.find(({ id }) => id === secretId)
  if (secret) return secret
  throw new Failure('not_found', 'The application has no such secret.')
}

async function record(
  tx: Db,
  { application, secretId, actor }: Named,
  what: 'create' | 'activate' | 'deactivate' | 'delete',
  at: number,
): Promise<void> {
  const { organizationId, id, label } = application
  const type: EventType = `application.client_secret.${what}`
  const target = { kind: 'application', id }
  const detail = { label, id: secretId }
  await recordEvent(tx, { organizationId, type, actor, target, detail }, at)
}
