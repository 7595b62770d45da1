/**
 * The admin API: what the console and programs change an organization with.
 *
 *   GET /api/v1/openapi.json   what there is, made from the schemas in contract/
 *   …   /api/v1/…              every route of permissions.ts
 *
 * A request is answered in this order: who is calling (caller.ts), may they (guard.ts), can it be
 * read (readable-input.ts), was it made before (idempotency.ts), is it valid (contract/), and then
 * one function of core. This folder knows neither the domain's rules nor how people sign in.
 */
import { OpenAPIHono } from '@hono/zod-openapi'
import { Failure } from '../base/errors.ts'
import { isForLog } from '../web/problem.ts'
import { commonHeaders } from '../web/security-headers.ts'
import type { AdminApi, AdminDeps, AdminEnv } from './admin-deps.ts'
import { mountApiTokens } from './api-token-handlers.ts'
import { mountApplicationAccess } from './application-access-handlers.ts'
import { mountApplications } from './application-handlers.ts'
import { mountConnections } from './connection-handlers.ts'
import { mountConnectionHealth } from './connection-health-handlers.ts'
import { mountConnectionTests } from './connection-test-handlers.ts'
import { mountEvents } from './event-handlers.ts'
import { mountEventWebhook } from './event-webhook-handlers.ts'
import { mountExaminations } from './examination-handlers.ts'
import { mountFactors } from './factor-handlers.ts'
import { mountGroups } from './group-handlers.ts'
import { guardRoutes, requireAllGuarded } from './guard.ts'
import { rememberCreations } from './idempotency.ts'
import { mountLogoutNotices } from './logout-notice-handlers.ts'
import { mountMail } from './mail-handlers.ts'
import { API_PATH, openApiDocument } from './openapi-document.ts'
import { mountOrganization } from './organization-handlers.ts'
import { mountOverview } from './overview-handlers.ts'
import { mountPeopleImport } from './people-import-handlers.ts'
import { mountPerson } from './person-handlers.ts'
import { mountPreview } from './preview-handlers.ts'
import { refuseInvalid, sendProblem } from './problem-json.ts'
import { mountProvisioning } from './provisioning-handlers.ts'
import { mountServers } from './server-handlers.ts'
import { mountSession } from './session-handlers.ts'
import { mountSignIns } from './sign-in-handlers.ts'
import { mountUsers } from './user-handlers.ts'
import { mountWhatIf } from './what-if-handlers.ts'

export function adminRoutes(deps: AdminDeps): AdminApi {
  const api: AdminApi = new OpenAPIHono<AdminEnv>({ defaultHook: refuseInvalid })
  api.use('*', async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(commonHeaders({ https: c.env.visit.secure }))) {
      c.res.headers.set(name, value)
    }
    // Answers are people's data: no proxy and no back button may keep them.
    c.res.headers.set('cache-control', 'no-store')
  })
  guardRoutes(api, deps)
  rememberCreations(api, deps)
  mountSession(api)
  mountOrganization(api, deps)
  mountOverview(api, deps)
  mountUsers(api, deps)
  mountPerson(api, deps)
  mountFactors(api, deps)
  mountPeopleImport(api, deps)
  mountGroups(api, deps)
  mountConnections(api, deps)
  mountConnectionHealth(api, deps)
  mountConnectionTests(api, deps)
  mountProvisioning(api, deps)
  mountExaminations(api, deps)
  mountServers(api, deps)
  mountPreview(api, deps)
  mountSignIns(api, deps)
  mountWhatIf(api, deps)
  mountMail(api, deps)
  mountEvents(api, deps)
  mountEventWebhook(api, deps)
  mountApiTokens(api, deps)
  mountApplications(api, deps)
  mountLogoutNotices(api, deps)
  mountApplicationAccess(api, deps)
  requireAllGuarded(api)

  const document = openApiDocument()
  api.get('/openapi.json', (c) => c.json(document))
  api.all('*', () => {
    throw new Failure('not_found', 'There is nothing at this address.')
  })
  api.onError((error, c) => {
    if (isForLog(error)) deps.log.error({ error, path: c.req.path }, 'a request failed')
    return sendProblem(error)
  })

  const routes: AdminApi = new OpenAPIHono<AdminEnv>()
  routes.route(API_PATH, api)
  return routes
}
