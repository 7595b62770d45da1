import { DAY, HOUR } from '../../base/clock.ts'

/** How people come to sign in, beside which ways there are. */
export type SignInPolicy = Readonly<{
  /**
   * Where one connection is the only way in, the login screen is skipped; never after a sign-out or a
   * failure, where it would undo what was asked, or fail again.
   */
  automaticRedirect: boolean
  /** The login screen asks for the e-mail alone, whose domain leads to a connection or to the password. */
  emailFirst: boolean
  /** For how long somebody may stay signed in who wishes it, at the password; null: nobody is asked. */
  rememberMs: number | null
}>

export const REMEMBER_LIMITS = { leastMs: HOUR, mostMs: 90 * DAY } as const

export const DEFAULT_SIGN_IN_POLICY: SignInPolicy = {
  automaticRedirect: false,
  emailFirst: false,
  rememberMs: null,
}
