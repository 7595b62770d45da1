export type OktaAuthJsApp = {
  url: string
  /** To be allowed by CORS. */
  origin: string
  redirectUri: string
  postLogoutRedirectUri: string
  /** Anything beside the first two is handed to OktaAuth as it is. */
  connect: (options: {
    issuer: string
    clientId: string
    scopes?: readonly string[]
    [option: string]: unknown
  }) => void
  close: () => Promise<void>
}

export function start(): Promise<OktaAuthJsApp>
