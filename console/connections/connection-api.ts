import { api, take, takeVersioned, type Versioned } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'
import type { Connection } from './connection-values.ts'

export const CONNECTIONS_KEY = ['connections', 'list'] as const
export const connectionKey = (id: string) => ['connections', 'one', id] as const

export async function listConnections(): Promise<Schemas['ListedConnection'][]> {
  return (await take(api.GET('/connections'))).items
}

export function readConnection(id: string): Promise<Versioned<Connection>> {
  return takeVersioned(api.GET('/connections/{id}', { params: { path: { id } } }))
}

export function createConnection(body: Schemas['ConnectionCreation']): Promise<Connection> {
  return take(api.POST('/connections', { body }))
}

export function changeConnection(
  id: string,
  etag: string,
  body: Schemas['ConnectionChange'],
): Promise<Versioned<Connection>> {
  const params = { path: { id }, header: { 'if-match': etag } }
  return takeVersioned(api.PATCH('/connections/{id}', { params, body }))
}

export function recognise(text: string): Promise<Schemas['Recognised']> {
  return take(api.POST('/connections/recognise', { body: { text } }))
}

export function examine(body: Schemas['ExaminationRequest']): Promise<Schemas['Examination']> {
  return take(api.POST('/connections/examine', { body }))
}
