import { DAY, HOUR, SECOND } from '../../base/clock.ts'
import type { ApplicationId, LogoutNoticeId, OrganizationId, UserId } from '../../base/ids.ts'

/** An application is to be told that a session has ended, by the name under which it knows it. */
export type LogoutNotice = Readonly<{
  id: LogoutNoticeId
  organizationId: OrganizationId
  applicationId: ApplicationId
  /** The authorization server that had told the application of the session. */
  serverSlug: string
  userId: UserId
  sid: string
  tries: number
  nextTryAt: number
  createdAt: number
  expiresAt: number
}>

/** How telling one application goes. */
export type LogoutDelivery = Readonly<{
  failingSince: number | undefined
  lastSuccessAt: number | undefined
  lastFailureAt: number | undefined
  lastFailure: string | undefined
  /** How many notices were given up since the last that arrived. */
  givenUp: number
}>

/** After that long most sessions of applications have ended by themselves. */
export const NOTICE_LIVES_MS = DAY

const FIRST_WAIT_MS = SECOND
const LONGEST_WAIT_MS = HOUR

/** How long a notice waits after it has failed `tries` times; spread, so that not all come at once. */
export function waitAfter(tries: number, random: number): number {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries - 1, 20))
  return Math.round(wait * (0.75 + random / 2))
}
