import { listApplicationSecrets } from '../core/applications/application-secret-store.ts'
import {
  addApplicationSecret,
  removeSecret,
  setSecretStatus,
} from '../core/applications/application-secrets.ts'
import { assignApplication, summarise } from '../core/applications/assign-application.ts'
import { listAssignments } from '../core/applications/assignment-store.ts'
import type { AdminApi, AdminContext, AdminDeps } from './admin-deps.ts'
import { getApplication } from './application-handlers.ts'
import { assignmentsFrom, viewAssignments, viewSecret } from './application-views.ts'
import { actorOf } from './caller.ts'
import * as contract from './contract/applications.ts'
import { changeVersion, etagOfContent } from './versions.ts'

/** What an application signs in with, and who may sign in to it. */
export function mountApplicationAccess(api: AdminApi, deps: AdminDeps): void {
  mountSecrets(api, deps)
  mountAssignments(api, deps)
}

function mountSecrets(api: AdminApi, deps: AdminDeps): void {
  api.openapi(contract.listSecrets, async (c) => {
    const { id } = await getApplication(deps, c, c.req.valid('param').id)
    const secrets = await listApplicationSecrets(deps.db, id)
    return c.json({ items: secrets.map(viewSecret) }, 200)
  })

  api.openapi(contract.createSecret, async (c) => {
    const application = await getApplication(deps, c, c.req.valid('param').id)
    const made = await addApplicationSecret(deps, { application, actor: actorOf(c) })
    return c.json({ ...viewSecret(made.secret), secret: made.plain }, 201)
  })

  const lifecycle = [
    [contract.activateSecret, 'active'],
    [contract.deactivateSecret, 'inactive'],
  ] as const
  for (const [route, status] of lifecycle) {
    api.openapi(route, async (c) => {
      const { id, secretId } = c.req.valid('param')
      const application = await getApplication(deps, c, id)
      const named = { application, secretId, actor: actorOf(c) }
      return c.json(viewSecret(await setSecretStatus(deps, named, status)), 200)
    })
  }

  api.openapi(contract.deleteSecret, async (c) => {
    const { id, secretId } = c.req.valid('param')
    const application = await getApplication(deps, c, id)
    await removeSecret(deps, { application, secretId, actor: actorOf(c) })
    return c.body(null, 204)
  })
}

function mountAssignments(api: AdminApi, deps: AdminDeps): void {
  async function read(c: AdminContext, id: string) {
    const application = await getApplication(deps, c, id)
    const assignments = summarise(await listAssignments(deps.db, application.id))
    return { application, assignments }
  }
  type Read = Awaited<ReturnType<typeof read>>
  const view = ({ assignments }: Read) => viewAssignments(assignments)
  const etag = (one: Read) => etagOfContent(view(one))

  api.openapi(contract.getAssignments, async (c) => {
    const present = await read(c, c.req.valid('param').id)
    c.header('etag', etag(present))
    return c.json(view(present), 200)
  })

  api.openapi(contract.replaceAssignments, async (c) => {
    const assignments = assignmentsFrom(c.req.valid('json'))
    const changed = await changeVersion(c, {
      read: () => read(c, c.req.valid('param').id),
      etag,
      view,
      change: async ({ application, assignments: before }) => {
        const change = { application, read: before, assignments, actor: actorOf(c) }
        return { application, assignments: await assignApplication(deps, change) }
      },
    })
    c.header('etag', etag(changed))
    return c.json(view(changed), 200)
  })
}
