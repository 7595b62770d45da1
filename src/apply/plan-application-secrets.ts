import { newId } from '../base/ids.ts'
import type { DeclaredApplication } from '../config/declared-application.ts'
import type { KeyPath } from '../config/problem.ts'
import type { Application, ApplicationSecret } from '../core/applications/application.ts'
import {
  deleteApplicationSecret,
  insertApplicationSecret,
  listApplicationSecrets,
  setApplicationSecretStatus,
} from '../core/applications/application-secret-store.ts'
import type { Write } from './change.ts'
import type { Planning } from './planning.ts'
import { isChanged, readSecret } from './secrets.ts'

type Wanted = { secret: string; status: ApplicationSecret['status'] }

type PlannedSecrets = Readonly<{
  isChanged: boolean
  /** How many will be valid. */
  active: number
  prepare(): Promise<Write>
}>

/** The declared secrets replace all others; if none is declared, the present ones stay. */
export async function planApplicationSecrets(
  planning: Planning,
  { application, isNew }: { application: Application; isNew: boolean },
  given: DeclaredApplication,
  path: KeyPath,
): Promise<PlannedSecrets> {
  const { db, sealer } = planning
  const present = isNew ? [] : await listApplicationSecrets(db, application.id)
  const wanted = await wantedSecrets(planning, given, path)
  if (!wanted)
    return { isChanged: false, active: countActive(present), prepare: async () => nothing }

  const kept = new Map<ApplicationSecret, Wanted>()
  const added: Wanted[] = []
  for (const one of wanted) {
    const there = await findHolder(planning, present, one.secret)
    if (there) kept.set(there, one)
    else added.push(one)
  }
  const dropped = present.filter((secret) => !kept.has(secret))
  const switched = [...kept].filter(([secret, one]) => secret.status !== one.status)

  async function prepare(): Promise<Write> {
    const rows = await Promise.all(
      added.map(async ({ secret, status }) => ({
        id: newId('secret', planning.at),
        applicationId: application.id,
        secretSealed: await sealer.seal(secret),
        status,
        createdAt: planning.at,
      })),
    )
    return async (tx) => {
      for (const { id } of dropped) await deleteApplicationSecret(tx, id)
      for (const [{ id }, { status }] of switched) await setApplicationSecretStatus(tx, id, status)
      for (const row of rows) await insertApplicationSecret(tx, row)
    }
  }

  const isChanged = added.length + dropped.length + switched.length > 0
  return { isChanged, active: countActive(wanted), prepare }
}

async function nothing(): Promise<void> {}

function countActive(secrets: readonly { status: string }[]): number {
  return secrets.filter(({ status }) => status === 'active').length
}

async function wantedSecrets(
  planning: Planning,
  { clientSecret, clientSecrets }: DeclaredApplication,
  path: KeyPath,
): Promise<Wanted[] | undefined> {
  if (clientSecret !== undefined) return [{ secret: clientSecret, status: 'active' }]
  if (!clientSecrets) return undefined
  const read = await Promise.all(
    clientSecrets.map(async ({ secret: plain, secretSealed: sealed, status = 'active' }, i) => {
      const at = [...path, 'clientSecrets', i, 'secretSealed']
      const secret = await readSecret(planning, at, { plain, sealed })
      return secret === undefined ? [] : { secret, status }
    }),
  )
  return read.flat()
}

async function findHolder(
  { sealer }: Planning,
  present: readonly ApplicationSecret[],
  secret: string,
): Promise<ApplicationSecret | undefined> {
  for (const candidate of present) {
    if (!(await isChanged(sealer, candidate.secretSealed, secret))) return candidate
  }
  return undefined
}
