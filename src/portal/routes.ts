/**
 * What a signed-in person sees of the organization itself.
 *
 *   GET  /                         the dashboard of tiles; `q` searches      dashboard-routes.ts
 *   GET  /arrange                  their order, by plain forms
 *   POST /arrange/tile             moves one
 *   POST /arrange/section          makes, names, moves or deletes a section
 *   GET  /account                  name, ways in and sessions                account-routes.ts
 *   POST /account/sessions/end     ends one of the person's own sessions
 *   POST /account/sessions/others  ends all but this one
 *   GET  /account/profile, POST    changes the person's own names            profile-routes.ts
 *   GET  /account/password, POST   changes the person's own password         way-in-routes.ts
 *   …    /account/factors…         adds and removes second factors          factor-routes.ts
 *   GET  /account/factors/passkey, POST  adds a passkey                      passkey-routes.ts
 *   …    /account/disconnect/{id}  ends the tie to one connection
 *   /api/v1/sessions/me            who is signed in, for Okta's browser library   okta-session-routes.ts
 *
 * Whoever is not signed in is sent to the login screen, and back here afterwards. How people sign
 * in, and what a tile does when it is opened, this folder does not know.
 */
import { Hono } from 'hono'
import type { FrontEnv } from '../front/visit.ts'
import { accountRoutes } from './account-routes.ts'
import { dashboardRoutes } from './dashboard-routes.ts'
import { factorRoutes } from './factor-routes.ts'
import { oktaSessionRoutes } from './okta-session-routes.ts'
import { passkeyRoutes } from './passkey-routes.ts'
import type { PortalDeps } from './portal-page.ts'
import { profileRoutes } from './profile-routes.ts'
import { wayInRoutes } from './way-in-routes.ts'

export function portalRoutes(deps: PortalDeps): Hono<FrontEnv> {
  const routes = new Hono<FrontEnv>()
  routes.route('/', oktaSessionRoutes(deps))
  routes.route('/', dashboardRoutes(deps))
  routes.route('/', accountRoutes(deps))
  routes.route('/', profileRoutes(deps))
  routes.route('/', wayInRoutes(deps))
  routes.route('/', factorRoutes(deps))
  routes.route('/', passkeyRoutes(deps))
  return routes
}
