import type { User } from '../users/user.ts'

/** What an application may want of a session, the weaker first (Okta's names: docs/reference). */
export const WANTED = ['two_factors', 'phishing_resistant', 'hardware'] as const
export type Wanted = (typeof WANTED)[number]

/** Everything the decision is made from; each is read anew when it is made. */
export type Proved = Readonly<{
  user: Pick<User, 'secondFactors'>
  /** How the person proved who they are at first, where this server saw it itself. */
  amr: readonly string[]
  /** The second factors that were shown since, as values of `amr`. */
  shown: readonly string[]
}>

/** `ask`: the person shows a factor that they have. `nothing`: enough was shown. */
export type Decision = 'nothing' | 'ask'

/** Whether somebody who has proved so much has proved enough. */
export function decideFactors({ user, amr, shown }: Proved): Decision {
  if (shown.length > 0 || isTwoFactor(amr)) return 'nothing'
  return (user.secondFactors ?? 0) > 0 ? 'ask' : 'nothing'
}

export function isTwoFactor(amr: readonly string[]): boolean {
  return amr.includes('mfa')
}

/** What a session says of how its person proved who they are (RFC 8176). */
export function amrOf(proved: readonly string[], shown: readonly string[]): readonly string[] {
  return shown.length === 0 ? proved : [...new Set([...proved, ...shown, 'mfa'])]
}
