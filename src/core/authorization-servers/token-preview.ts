import type { Application } from '../applications/application.ts'
import type { User } from '../users/user.ts'
import type { RuleGrant } from './access-policy.ts'
import type { AuthorizationServer } from './authorization-server.ts'

/** A request for tokens that is tried out: nothing of it is kept, and no token is made. */
export type PreviewAsked = Readonly<{
  server: AuthorizationServer
  application: Application
  grantType: RuleGrant
  /** Nobody, for an application that acts for itself. */
  user: User | undefined
  scopes: readonly string[]
}>

export type PreviewRefusal = Readonly<{ check: string; expected: string; received: string }>

export type TokenPreview = Readonly<{
  policy?: string
  rule?: string
  refusal?: PreviewRefusal
  scopes: readonly string[]
  idToken?: Record<string, unknown>
  /** Absent where its form is nobody's to read: the server `org`. */
  accessToken?: Record<string, unknown>
}>
