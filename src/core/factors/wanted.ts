/** What an application may want of a session beyond that. */
export const WANTED = [
  'two_factors_if_possible',
  'two_factors',
  'phishing_resistant',
  'hardware',
] as const
export type Wanted = (typeof WANTED)[number]
