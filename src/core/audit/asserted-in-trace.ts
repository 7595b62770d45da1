import type { Sealer } from '../../base/seal.ts'
import type { AssertedPerson } from '../users/asserted-person.ts'
import type { WrittenLeg } from './leg-json.ts'

/** A leg as it is stored: what the provider said about the person is sealed in it. */
export type StoredLeg = Omit<WrittenLeg, 'asserted'> & Readonly<{ assertedSealed?: string }>

/** Enough for somebody in a thousand groups; of anybody larger, only what-if is unavailable. */
const LONGEST = 64 * 1024

export async function sealAsserted(
  sealer: Sealer,
  { asserted, ...leg }: WrittenLeg,
): Promise<StoredLeg> {
  const text = asserted && JSON.stringify(asserted)
  if (!text || text.length > LONGEST) return leg
  return { ...leg, assertedSealed: await sealer.seal(text) }
}

export async function openAsserted(sealer: Sealer, sealed: string): Promise<AssertedPerson> {
  return JSON.parse(await sealer.open(sealed))
}
