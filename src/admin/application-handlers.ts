import type { Application } from '../core/applications/application.ts'
import {
  removeApplication,
  setApplicationStatus,
} from '../core/applications/application-lifecycle.ts'
import { findApplicationIn, searchApplications } from '../core/applications/application-store.ts'
import { changeApplication, createApplication } from '../core/applications/save-application.ts'
import { type PictureWish, readPictureWish } from '../core/pictures/replace-picture.ts'
import type { AdminApi, AdminContext, AdminDeps } from './admin-deps.ts'
import { assignmentsFrom, settingsFrom, viewApplication } from './application-views.ts'
import { actorOf } from './caller.ts'
import * as contract from './contract/applications.ts'
import { decodeCursor, pageFrom } from './cursor.ts'
import { found } from './found.ts'
import { changeVersion, etagOf, withVersion } from './versions.ts'

export async function getApplication(
  { db }: AdminDeps,
  c: AdminContext,
  id: string,
): Promise<Application> {
  return found(await findApplicationIn(db, c.env.visit.organization.id, id))
}

function readLogo(given: string | null | undefined, existing?: Application): PictureWish {
  return readPictureWish(given, { present: existing?.settings.logo, field: 'settings.logo' })
}

export function mountApplications(api: AdminApi, deps: AdminDeps): void {
  const { db } = deps

  api.openapi(contract.listApplications, async (c) => {
    const { organization } = c.env.visit
    const { after, limit, q, status } = c.req.valid('query')
    const [last = ''] = decodeCursor(after, 1) ?? []
    const search = { q, status, after: last, limit: limit + 1 }
    const applications = await searchApplications(db, organization.id, search)
    const { items, next } = pageFrom(applications, limit, ({ id }) => [id])
    return c.json({ items: items.map((one) => viewApplication(one, organization)), next }, 200)
  })

  api.openapi(contract.createApplication, async (c) => {
    const { organization } = c.env.visit
    const { settings, assignments, ...given } = c.req.valid('json')
    const { application, clientSecret } = await createApplication(deps, {
      ...given,
      organizationId: organization.id,
      settings: settingsFrom(settings),
      logo: readLogo(settings?.logo),
      assignments: assignmentsFrom(assignments),
      actor: actorOf(c),
    })
    withVersion(c, application)
    const view = viewApplication(application, organization)
    return c.json({ ...view, clientSecret: clientSecret ?? null }, 201)
  })

  api.openapi(contract.getApplication, async (c) => {
    const application = await getApplication(deps, c, c.req.valid('param').id)
    withVersion(c, application)
    return c.json(viewApplication(application, c.env.visit.organization), 200)
  })

  api.openapi(contract.updateApplication, async (c) => {
    const { label, settings } = c.req.valid('json')
    const change = { label, settings: settingsFrom(settings) }
    const view = (one: Application) => viewApplication(one, c.env.visit.organization)
    const application = await changeVersion(c, {
      read: () => getApplication(deps, c, c.req.valid('param').id),
      etag: etagOf,
      view,
      change: (existing) => {
        const logo = readLogo(settings?.logo, existing)
        return changeApplication(deps, { existing, change: { ...change, logo }, actor: actorOf(c) })
      },
    })
    withVersion(c, application)
    return c.json(view(application), 200)
  })

  api.openapi(contract.deleteApplication, async (c) => {
    const application = await getApplication(deps, c, c.req.valid('param').id)
    await removeApplication(deps, application, { actor: actorOf(c) })
    return c.body(null, 204)
  })

  const lifecycle = [
    [contract.activateApplication, 'active'],
    [contract.deactivateApplication, 'inactive'],
  ] as const
  for (const [route, status] of lifecycle) {
    api.openapi(route, async (c) => {
      const existing = await getApplication(deps, c, c.req.valid('param').id)
      const changed = await setApplicationStatus(deps, existing, { status, actor: actorOf(c) })
      withVersion(c, changed)
      return c.json(viewApplication(changed, c.env.visit.organization), 200)
    })
  }
}
