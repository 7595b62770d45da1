import type { Db } from '../../storage/database.ts'
import { recordEvent } from '../audit/event-store.ts'
import type { User } from '../users/user.ts'
import { newRecoveryCodes } from './recovery-code.ts'
import { countRecoveryCodes, replaceRecoveryCodes } from './recovery-code-store.ts'

type Added = Readonly<{
  user: Pick<User, 'id' | 'organizationId'>
  /** Of which kind it is, as events tell it. */
  factor: string
}>

/**
 * Call it in the transaction in which a person gets a factor of any kind. Returns recovery codes, to be
 * shown once, if they had none.
 */
export async function noteFactorAdded(
  tx: Db,
  { user, factor }: Added,
  now: number,
): Promise<readonly string[] | undefined> {
  const { id: userId, organizationId } = user
  const actor = { kind: 'user', id: userId } as const
  const target = { kind: 'user', id: userId }
  const type = 'user.mfa.factor.activate'
  await recordEvent(tx, { organizationId, type, actor, target, detail: { factor } }, now)
  if ((await countRecoveryCodes(tx, userId)) > 0) return undefined
  const codes = newRecoveryCodes()
  await replaceRecoveryCodes(tx, { userId, codes }, now)
  return codes
}
