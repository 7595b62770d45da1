import { Failure } from '../base/errors.ts'
import { findApplicationIn } from '../core/applications/application-store.ts'
import { listAuthorizationServers } from '../core/authorization-servers/authorization-server-store.ts'
import { findUserIn } from '../core/users/user-store.ts'
import type { AdminApi, AdminContext, AdminDeps } from './admin-deps.ts'
import { previewServer } from './contract/token-preview.ts'
import { found } from './found.ts'

/** What a request for tokens would bring. Nothing is stored, and no token is made. */
export function mountPreview(api: AdminApi, { db, previewTokens }: AdminDeps): void {
  api.openapi(previewServer, async (c) => {
    const { organization } = c.env.visit
    const { id } = c.req.valid('param')
    const servers = await listAuthorizationServers(db, organization.id)
    const server = found(servers.find((one) => one.id === id))
    const given = c.req.valid('json')
    // The answer shows a person's data and an application's settings.
    requirePermission(c, 'applications.read')
    if (given.userId !== undefined) requirePermission(c, 'people.read')
    const application = await findApplicationIn(db, organization.id, given.applicationId)
    if (!application) throw unknown('applicationId')
    const user =
      given.userId === undefined ? undefined : await findUserIn(db, organization.id, given.userId)
    if (given.userId !== undefined && !user) throw unknown('userId')
    const { grantType, scopes } = given
    const asked = { server, application, grantType, user, scopes: [...new Set(scopes)] }
    const { policy, rule, refusal, idToken, accessToken, ...rest } = await previewTokens(
      organization,
      asked,
    )
    return c.json(
      {
        policy: policy ?? null,
        rule: rule ?? null,
        refusal: refusal ?? null,
        scopes: [...rest.scopes],
        idToken: idToken ?? null,
        accessToken: accessToken ?? null,
      },
      200,
    )
  })
}

function requirePermission(c: AdminContext, permission: 'applications.read' | 'people.read'): void {
  if (c.var.caller.permissions.includes(permission)) return
  throw new Failure('forbidden', `This needs the permission ${permission} too, which you have not.`)
}

function unknown(path: string): Failure {
  const message = 'There is no such one in this organization.'
  return new Failure('invalid_input', message, { fields: [{ path, message }] })
}
