import { api, take, takeVersioned, type Versioned } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'

export type Group = Schemas['Group']

export const GROUPS_LIST = ['groups', 'list'] as const
export const groupKey = (id: string) => ['groups', 'one', id] as const

export function readGroup(id: string): Promise<Versioned<Group>> {
  return takeVersioned(api.GET('/groups/{id}', { params: { path: { id } } }))
}

export function createGroup(body: Schemas['GroupCreation']): Promise<Group> {
  return take(api.POST('/groups', { body }))
}

export function changeGroup(
  id: string,
  etag: string,
  body: Schemas['GroupChange'],
): Promise<Versioned<Group>> {
  const params = { path: { id }, header: { 'if-match': etag } }
  return takeVersioned(api.PATCH('/groups/{id}', { params, body }))
}
