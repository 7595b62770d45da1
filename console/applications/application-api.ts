import { api, take, takeVersioned, type Versioned } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'
import type { Application } from './application-values.ts'

const at = (id: string) => ({ params: { path: { id } } })

export const applicationKey = (id: string) => ['applications', 'one', id] as const

export function readApplication(id: string): Promise<Versioned<Application>> {
  return takeVersioned(api.GET('/applications/{id}', at(id)))
}

export function changeApplication(
  id: string,
  etag: string,
  body: Schemas['ApplicationChange'],
): Promise<Versioned<Application>> {
  const params = { path: { id }, header: { 'if-match': etag } }
  return takeVersioned(api.PATCH('/applications/{id}', { params, body }))
}

export function activateApplication(id: string): Promise<Application> {
  return take(api.POST('/applications/{id}/activate', at(id)))
}

export function deactivateApplication(id: string): Promise<Application> {
  return take(api.POST('/applications/{id}/deactivate', at(id)))
}

export function deleteApplication(id: string): Promise<unknown> {
  return take(api.DELETE('/applications/{id}', at(id)))
}
