import { api, take, takeVersioned, type Versioned } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'

export type Person = Schemas['User']

export const personKey = (id: string) => ['people', 'one', id] as const
export const PEOPLE_LIST = ['people', 'list'] as const

export function readPerson(id: string): Promise<Versioned<Person>> {
  return takeVersioned(api.GET('/users/{id}', { params: { path: { id } } }))
}

export function createPerson(body: Schemas['UserCreation']): Promise<Person> {
  return take(api.POST('/users', { body }))
}

export function changePerson(
  id: string,
  etag: string,
  body: Schemas['UserChange'],
): Promise<Versioned<Person>> {
  const params = { path: { id }, header: { 'if-match': etag } }
  return takeVersioned(api.PATCH('/users/{id}', { params, body }))
}

/** An invitation for whoever is staged, a reset for whoever is active. */
export function createPasswordLink(id: string): Promise<Schemas['NewPasswordLink']> {
  return take(api.POST('/users/{id}/password-link', { params: { path: { id } } }))
}

/** The same, by mail: nobody here sees the link. */
export function sendPasswordLink(id: string): Promise<Schemas['SentPasswordLink']> {
  return take(api.POST('/users/{id}/password-link/send', { params: { path: { id } } }))
}

export type StatusAct = 'activate' | 'suspend' | 'deactivate'

export function setStatus(id: string, act: StatusAct): Promise<Person> {
  const options = { params: { path: { id } } }
  if (act === 'activate') return take(api.POST('/users/{id}/activate', options))
  if (act === 'suspend') return take(api.POST('/users/{id}/suspend', options))
  return take(api.POST('/users/{id}/deactivate', options))
}

export const STATUS_NAMES: Record<Person['status'], string> = {
  staged: 'Staged',
  active: 'Active',
  suspended: 'Suspended',
  deactivated: 'Deactivated',
}

export const ROLES: { value: Person['role']; label: string }[] = [
  { value: 'member', label: 'Member: uses applications' },
  { value: 'helpdesk', label: 'Helpdesk: people and their sessions' },
  { value: 'auditor', label: 'Auditor: reads everything but secrets' },
  { value: 'admin', label: 'Admin: everything but owners' },
  { value: 'owner', label: 'Owner: everything' },
]

export function isRole(text: string | null): text is Person['role'] {
  return ROLES.some(({ value }) => value === text)
}
