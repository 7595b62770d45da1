import { DAY, HOUR } from '../../base/clock.ts'

/** How people are led to sign in; which ways there are is decided elsewhere. */
export type SignInPolicy = Readonly<{
  /**
   * Where one connection is the only way in, the login screen is skipped; never after a sign-out or a
   * failure, where it would undo what was asked, or fail again.
   */
  automaticRedirect: boolean
  /** The login screen asks for the e-mail only; its domain leads to a connection or to the password. */
  emailFirst: boolean
  /** How long people may stay signed in who ask for it at the password; null: it is not offered. */
  rememberMs: number | null
}>

export const REMEMBER_LIMITS = { leastMs: HOUR, mostMs: 90 * DAY } as const

export const DEFAULT_SIGN_IN_POLICY: SignInPolicy = {
  automaticRedirect: false,
  emailFirst: false,
  rememberMs: null,
}
