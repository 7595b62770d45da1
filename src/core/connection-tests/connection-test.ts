import { DAY, MINUTE } from '../../base/clock.ts'
import type {
  ConnectionId,
  ConnectionTestId,
  OrganizationId,
  SessionId,
  UserId,
} from '../../base/ids.ts'
import type { Explanation } from '../causes/explanation.ts'
import type { Connection } from '../connections/connection.ts'
import type { SignInPlan } from '../users/plan-sign-in.ts'
import type { TestedClaim } from './tested-claims.ts'

/** A real round through a provider that signs nobody in and makes nothing but its own evidence. */
export type ConnectionTest = Readonly<{
  id: ConnectionTestId
  organizationId: OrganizationId
  /** Undefined for a connection that is not saved. */
  connectionId: ConnectionId | undefined
  /** Who tests, and the session that must still be alive when the browser comes back. */
  userId: UserId
  sessionId: SessionId
  /** Of everything that decides about a sign-in, secrets included: see values-digest.ts. */
  valuesDigest: string
  traceCode: string
  browserDigest: string
  createdAt: number
}>

export type OpenTest = ConnectionTest &
  Readonly<{ stateDigest: string; askedSealed: string; expiresAt: number }>

/** What is kept sealed while the browser is at the provider, and forgotten when it is back. */
export type AskedOfTest = Readonly<{ connection: Connection; nonce: string; codeVerifier: string }>

export const TEST_OUTCOMES = ['would_sign_in', 'would_ask_proof', 'would_refuse', 'failed'] as const
export type TestOutcome = (typeof TEST_OUTCOMES)[number]

export type TestResult = Readonly<{
  connectionName: string
  issuer: string
  claims: readonly TestedClaim[]
  plan?: SignInPlan | undefined
  explanation?: Explanation | undefined
}>

export type EndedTest = ConnectionTest &
  Readonly<{ outcome: TestOutcome; resultSealed: string; endedAt: number }>

export const TEST_MS = 10 * MINUTE
export const EVIDENCE_MS = 30 * DAY
/** Of each connection; those of connections that are not saved count together. */
export const MOST_KEPT = 10
