export type OktaMiddlewareApp = {
  url: string
  redirectUri: string
  postLogoutRedirectUri: string
  /** Needs a signed-in person; shows `{userinfo, tokens}` as JSON in `<pre id="context">`. */
  protectedUrl: string
  /** What the middleware emitted as errors, such as a failed revocation. */
  errors: unknown[]
  connect: (application: {
    issuer: string
    clientId: string
    clientSecret: string
    scope?: string
  }) => Promise<void>
  close: () => Promise<void>
}

export function start(): Promise<OktaMiddlewareApp>
