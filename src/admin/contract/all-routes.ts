import type { createRoute } from '@hono/zod-openapi'
import * as apiTokens from './api-tokens.ts'
import * as applications from './applications.ts'
import * as servers from './authorization-servers.ts'
import * as connectionHealth from './connection-health.ts'
import * as connectionTests from './connection-tests.ts'
import * as connections from './connections.ts'
import * as eventWebhook from './event-webhook.ts'
import * as events from './events.ts'
import * as examinations from './examinations.ts'
import * as factors from './factors.ts'
import * as groups from './groups.ts'
import * as logoutNotices from './logout-notices.ts'
import * as mail from './mail.ts'
import * as organization from './organization.ts'
import * as overview from './overview.ts'
import * as passwordLinks from './password-links.ts'
import * as peopleImport from './people-import.ts'
import * as provisioning from './provisioning.ts'
import * as session from './session.ts'
import * as sessions from './sessions.ts'
import * as signIns from './sign-ins.ts'
import * as tokenPreview from './token-preview.ts'
import * as users from './users.ts'
import * as whatIf from './what-if.ts'

type Route = ReturnType<typeof createRoute>

const MODULES = [
  session,
  organization,
  overview,
  users,
  passwordLinks,
  factors,
  peopleImport,
  groups,
  sessions,
  applications,
  logoutNotices,
  connections,
  connectionHealth,
  connectionTests,
  provisioning,
  examinations,
  servers,
  tokenPreview,
  signIns,
  whatIf,
  events,
  eventWebhook,
  mail,
  apiTokens,
]

/** Every route of the contract, in the order of the document. */
export const ALL_ROUTES: readonly Route[] = MODULES.flatMap((module) =>
  Object.values(module).filter(isRoute),
)

function isRoute(value: object): value is Route {
  return 'method' in value && 'path' in value && 'responses' in value
}
