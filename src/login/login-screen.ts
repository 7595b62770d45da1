import { listConnections } from '../core/connections/connection-store.ts'
import { picturePath } from '../core/pictures/picture.ts'
import type { Visit } from '../front/visit.ts'
import { readCookie } from '../web/cookies.ts'
import type { Html } from '../web/html.ts'
import type { LoginDeps } from './login-deps.ts'
import { type LoginPageData, loginPage } from './pages/login-page.ts'
import { type SignInRequest, withSignInRequest } from './sign-in-request.ts'

type Shown = SignInRequest &
  Readonly<{
    cookieHeader: string | undefined
    error?: LoginPageData['error']
    passkey?: LoginPageData['passkey']
  }>

/** The login screen of an organization, for one person on the way to one place. */
export async function loginScreen(
  { db, describeDestination }: Pick<LoginDeps, 'db' | 'describeDestination'>,
  visit: Visit,
  { cookieHeader, error, passkey, ...request }: Shown,
): Promise<Html> {
  const { organization, brand, cookies } = visit
  const connections = await listConnections(db, organization.id)
  const last = readCookie(cookieHeader, cookies.lastConnection)
  const { heading, intro } = organization.settings.appearance
  return loginPage({
    organization: brand,
    heading,
    intro,
    connections: connections
      .filter(({ enabled }) => enabled)
      .map(({ slug, name, template, settings: { buttonLabel, icon } }) => ({
        name,
        template,
        label: buttonLabel,
        iconUrl: icon && picturePath(icon),
        href: withSignInRequest(`/login/${slug}`, request),
        lastUsed: slug === last,
      })),
    passwordForm: organization.settings.passwordSignIn
      ? {
          action: '/login',
          returnTo: request.returnTo,
          login: request.loginHint,
          forgotPasswordHref: '/password/forgot',
        }
      : undefined,
    passkey,
    error,
    continueTo: await describeDestination?.(visit, request.returnTo),
  })
}
