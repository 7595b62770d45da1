/** How people come to sign in, beside which ways there are. */
export type SignInPolicy = Readonly<{
  /**
   * Where one connection is the only way in, the login screen is skipped; never after a sign-out or a
   * failure, where it would undo what was asked, or fail again.
   */
  automaticRedirect: boolean
  /** The login screen asks for the e-mail alone, whose domain leads to a connection or to the password. */
  emailFirst: boolean
}>

export const DEFAULT_SIGN_IN_POLICY: SignInPolicy = {
  automaticRedirect: false,
  emailFirst: false,
}
