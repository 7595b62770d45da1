import type { Sealer } from '../../base/seal.ts'
import type { AssertedPerson } from '../users/asserted-person.ts'
import type { WrittenLeg } from './leg-json.ts'

/** A leg as it is stored: whom the provider spoke of is in it only sealed. */
export type StoredLeg = Omit<WrittenLeg, 'asserted'> & Readonly<{ assertedSealed?: string }>

/** Of somebody in a thousand groups; who is in more is traced as well, and asked about no more. */
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
