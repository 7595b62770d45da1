import { api, take } from '../api/client.ts'
import { NamePicker } from '../parts/name-picker.tsx'

type Props = { value: readonly string[]; onChange: (ids: string[]) => void }

export function GroupPicker(props: Props) {
  return (
    <NamePicker
      {...props}
      kind="groups"
      label="Groups"
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
      {...props}
      kind="people"
      label="People"
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
