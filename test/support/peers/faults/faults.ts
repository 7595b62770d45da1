import { DISCOVERY_FAULTS } from './discovery-faults.ts'
import type { Fault } from './fault.ts'
import { ID_TOKEN_FAULTS } from './id-token-faults.ts'
import { HARMLESS_ODDITIES, JWKS_FAULTS } from './jwks-faults.ts'
import { REDIRECT_FAULTS } from './redirect-faults.ts'
import { TOKEN_FAULTS, USERINFO_FAULTS } from './token-faults.ts'

/** Everything that the misbehaving provider can be told to do wrong, by name. */
export const FAULTS = {
  ...ID_TOKEN_FAULTS,
  ...REDIRECT_FAULTS,
  ...TOKEN_FAULTS,
  ...USERINFO_FAULTS,
  ...DISCOVERY_FAULTS,
  ...JWKS_FAULTS,
}

export type FaultName = keyof typeof FAULTS
export type OddityName = keyof typeof HARMLESS_ODDITIES

/** All of a kind, as a list of [name, what it does], for tests of one row a fault. */
export function faultRows<N extends string>(
  table: Record<N, Fault>,
): readonly (readonly [N, string])[] {
  // The keys of a record over N are N's members.
  return (Object.keys(table) as N[]).map((name) => [name, table[name].does] as const)
}

export function faultNamed(name: FaultName | OddityName | undefined): Fault {
  if (!name) return { does: 'nothing wrong' }
  const all: Record<FaultName | OddityName, Fault> = { ...FAULTS, ...HARMLESS_ODDITIES }
  return all[name]
}
