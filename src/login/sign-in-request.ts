import { HOME, type LocalPath, parseLocalPath } from '../base/local-path.ts'

/** What a link to the login screen may say: where to go on to, who it is about, and how strictly. */
export type SignInRequest = Readonly<{
  returnTo: LocalPath
  loginHint: string | undefined
  /** A session from before is not enough (`prompt=login`, `max_age`). */
  fresh: boolean
}>

const LONGEST_HINT = 320

export function readSignInRequest(parameters: URLSearchParams): SignInRequest {
  return {
    returnTo: parseLocalPath(parameters.get('return_to')) ?? HOME,
    loginHint: readLoginHint(parameters),
    fresh: parameters.get('fresh') === '1',
  }
}

export function readLoginHint(
  parameters: URLSearchParams,
  name = 'login_hint',
): string | undefined {
  const hint = parameters.get(name)?.trim()
  return hint && hint.length <= LONGEST_HINT && !/\p{Cc}/u.test(hint) ? hint : undefined
}

/** The same request in an address of ours, leaving out what says nothing. */
export function withSignInRequest(
  path: string,
  { returnTo, loginHint, fresh }: Partial<SignInRequest>,
): string {
  const query = new URLSearchParams()
  if (returnTo && returnTo !== HOME) query.set('return_to', returnTo)
  if (loginHint) query.set('login_hint', loginHint)
  if (fresh) query.set('fresh', '1')
  return query.size > 0 ? `${path}?${query}` : path
}
