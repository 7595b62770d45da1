import { api, take, takeVersioned, type Versioned } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'

export type Server = Schemas['AuthorizationServer']

export const SERVERS_LIST = ['servers', 'list'] as const
export const serverKey = (id: string) => ['servers', 'one', id] as const

export function readServer(id: string): Promise<Versioned<Server>> {
  return takeVersioned(api.GET('/authorization-servers/{id}', { params: { path: { id } } }))
}

export function changeServer(
  id: string,
  etag: string,
  settings: Schemas['AuthorizationServerChange']['settings'],
): Promise<Versioned<Server>> {
  const params = { path: { id }, header: { 'if-match': etag } }
  return takeVersioned(api.PATCH('/authorization-servers/{id}', { params, body: { settings } }))
}

export async function listServers(): Promise<Server[]> {
  return (await take(api.GET('/authorization-servers'))).items
}
