import { listConnections } from '../core/connections/connection-store.ts'
import type { Visit } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'

/** The connection that the login screen may be skipped for: the policy says so, and nothing else is there. */
export async function onlyWayIn(db: Db, { organization }: Visit): Promise<string | undefined> {
  const { passwordSignIn, signInPolicy } = organization.settings
  if (passwordSignIn || !signInPolicy.automaticRedirect) return undefined
  const connections = await listConnections(db, organization.id)
  const [only, another] = connections.filter(({ enabled }) => enabled)
  return another ? undefined : only?.slug
}

/** The login screen itself: after a sign-out or a failure nobody is sent off again unasked. */
export function stayingAt(href: string, { organization }: Visit): string {
  const { automaticRedirect, emailFirst } = organization.settings.signInPolicy
  if (!automaticRedirect && !emailFirst) return href
  return `${href}${href.includes('?') ? '&' : '?'}stay=1`
}
