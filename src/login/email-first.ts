import { listConnections } from '../core/connections/connection-store.ts'
import type { Visit } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import { homeConnection } from './home-connection.ts'
import { type SignInRequest, withSignInRequest } from './sign-in-request.ts'

/** The whole login screen, where the policy is that the e-mail comes first. */
export const EVERY_WAY = 'all'

export const NO_WAY_BY_EMAIL =
  'Nobody signs in here with an address like this. Check it, or take one of the other ways.'

/** Whether the e-mail comes first: not for who said it already, or wants to see every way. */
export function asksEmailFirst(
  { organization }: Visit,
  { loginHint }: SignInRequest,
  query: URLSearchParams,
): boolean {
  const { emailFirst } = organization.settings.signInPolicy
  return emailFirst && query.get(EVERY_WAY) !== '1' && loginHint === undefined
}

/** The connection of the address that the request names, where the policy is to go by it. */
export async function homeOf(
  db: Db,
  { organization }: Visit,
  { loginHint }: SignInRequest,
): Promise<string | undefined> {
  if (!organization.settings.signInPolicy.emailFirst || loginHint === undefined) return undefined
  return homeConnection(await listConnections(db, organization.id), loginHint)?.slug
}

/**
 * Where somebody goes who typed their e-mail alone: to the provider of its domain, else to the
 * password. Undefined where there is neither. The answer is the same for whoever has no account.
 */
export async function afterEmail(
  db: Db,
  visit: Visit,
  request: SignInRequest,
): Promise<string | undefined> {
  const home = await homeOf(db, visit, request)
  if (home) return withSignInRequest(`/login/${home}`, request)
  if (!visit.organization.settings.passwordSignIn || !request.loginHint) return undefined
  return everyWay(request)
}

export function everyWay(request: SignInRequest): string {
  const href = withSignInRequest('/login', request)
  return `${href}${href.includes('?') ? '&' : '?'}${EVERY_WAY}=1`
}
