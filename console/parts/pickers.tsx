import { api, take } from '../api/client.ts'
import { NamePicker } from './name-picker.tsx'

type Props = { label?: string; value: readonly string[]; onChange: (ids: string[]) => void }

export function GroupPicker(props: Props) {
  return (
    <NamePicker
      label="Groups"
      {...props}
      kind="groups"
      search={async (q) => {
        const query = { limit: 50, ...(q && { q }) }
        const { items } = await take(api.GET('/groups', { params: { query } }))
        return items.map(({ id, name }) => ({ id, name }))
      }}
      read={async (id) => {
        const { name } = await take(api.GET('/groups/{id}', { params: { path: { id } } }))
        return { id, name }
      }}
    />
  )
}

export function PeoplePicker(props: Props) {
  return (
    <NamePicker
      label="People"
      {...props}
      kind="people"
      search={async (q) => {
        const query = { limit: 50, ...(q && { q }) }
        const { items } = await take(api.GET('/users', { params: { query } }))
        return items.map(({ id, displayName, login }) => ({ id, name: nameOf(displayName, login) }))
      }}
      read={async (id) => {
        const person = await take(api.GET('/users/{id}', { params: { path: { id } } }))
        return { id, name: nameOf(person.displayName, person.login) }
      }}
    />
  )
}

function nameOf(displayName: string, login: string): string {
  return displayName === login ? login : `${displayName} (${login})`
}

export function ApplicationPicker(props: Props) {
  return (
    <NamePicker
      label="Applications"
      {...props}
      kind="applications"
      search={async (q) => {
        const query = { limit: 50, ...(q && { q }) }
        const { items } = await take(api.GET('/applications', { params: { query } }))
        return items.map(({ id, label }) => ({ id, name: label }))
      }}
      read={async (id) => {
        const { label } = await take(api.GET('/applications/{id}', { params: { path: { id } } }))
        return { id, name: label }
      }}
    />
  )
}
