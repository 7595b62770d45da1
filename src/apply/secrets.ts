import type { Sealer } from '../base/seal.ts'
import type { KeyPath } from '../config/problem.ts'
import type { Planning } from './planning.ts'

type Given = Readonly<{ plain: string | undefined; sealed: string | undefined }>

/** A secret as a file gives it: plain, or sealed by `export --secrets` with the same master key. */
export async function readSecret(
  { sealer, fault }: Pick<Planning, 'sealer' | 'fault'>,
  path: KeyPath,
  { plain, sealed }: Given,
): Promise<string | undefined> {
  if (plain !== undefined || sealed === undefined) return plain
  try {
    return await sealer.open(sealed)
  } catch {
    fault(path, 'was sealed with another master key, or is not whole: give the secret itself.')
    return undefined
  }
}

/** Two seals of one secret differ, so what is sealed is opened and compared. */
export async function isChanged(
  sealer: Sealer,
  present: string | undefined,
  secret: string | undefined,
): Promise<boolean> {
  if (secret === undefined) return false
  if (present === undefined) return true
  return (await sealer.open(present).catch(() => undefined)) !== secret
}
