import type { StepDetail } from '../base/errors.ts'
import type { Event } from '../core/audit/event.ts'

type Opened = Readonly<{
  userId: string
  applicationId: string
  /** Whoever is not assigned has tried, and is told no. */
  isAssigned: boolean
  detail?: StepDetail
}>

/** The line of the audit log for a person who opens an application, by whichever way. */
export function opening({ userId, applicationId, isAssigned, detail = {} }: Opened) {
  return {
    type: isAssigned ? 'user.authentication.sso' : 'app.generic.unauth_app_access_attempt',
    outcome: isAssigned ? 'success' : 'failure',
    actor: { kind: 'user', id: userId },
    target: { kind: 'application', id: applicationId },
    detail,
  } satisfies Partial<Event>
}
