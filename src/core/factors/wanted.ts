/** What an application may want of a session beyond that. */
export const WANTED = [
  'two_factors_if_possible',
  'two_factors',
  'phishing_resistant',
  'hardware',
] as const
export type Wanted = (typeof WANTED)[number]

/** Whether there is a factor by which it can be reached. */
export function isReachable(wanted: Wanted): boolean {
  return wanted !== 'phishing_resistant' && wanted !== 'hardware'
}
