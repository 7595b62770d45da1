import { listConnections } from '../core/connections/connection-store.ts'
import { picturePath } from '../core/pictures/picture.ts'
import type { Visit } from '../front/visit.ts'
import { readCookie } from '../web/cookies.ts'
import type { Html } from '../web/html.ts'
import { everyWay } from './email-first.ts'
import type { LoginDeps } from './login-deps.ts'
import { emailFirstPage } from './pages/email-first-page.ts'
import { type LoginPageData, loginPage } from './pages/login-page.ts'
import { type SignInRequest, withSignInRequest } from './sign-in-request.ts'

type Shown = SignInRequest &
  Readonly<{
    cookieHeader: string | undefined
    /** The e-mail first and alone; the other ways are a link away. */
    emailFirst?: boolean
    /** Whether staying signed in was ticked. */
    remembered?: boolean
    error?: LoginPageData['error']
    passkey?: LoginPageData['passkey']
  }>

/** The login screen of an organization, for one person on the way to one place. */
export async function loginScreen(
  { db, describeDestination }: Pick<LoginDeps, 'db' | 'describeDestination'>,
  visit: Visit,
  { cookieHeader, emailFirst, remembered = false, error, passkey, ...request }: Shown,
): Promise<Html> {
  const { organization, brand, cookies } = visit
  const connections = await listConnections(db, organization.id)
  const last = readCookie(cookieHeader, cookies.lastConnection)
  const { heading, intro } = organization.settings.appearance
  const continueTo = await describeDestination?.(visit, request.returnTo)
  const around = { organization: brand, heading, intro, passkey, error, continueTo }
  if (emailFirst) {
    const { returnTo, loginHint: login, fresh } = request
    return emailFirstPage({
      ...around,
      returnTo,
      login,
      fresh,
      everyWayHref: everyWay({ returnTo, fresh, loginHint: undefined }),
    })
  }
  return loginPage({
    ...around,
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
          remember: organization.settings.signInPolicy.rememberMs === null ? undefined : remembered,
        }
      : undefined,
  })
}
