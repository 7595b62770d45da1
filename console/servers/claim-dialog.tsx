import { Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Schemas } from '../api/schema.d.ts'
import { EntryDialog } from './entry-dialog.tsx'
import { ScopePicker } from './scope-picker.tsx'

export type Claim = Schemas['CustomClaim']
type Source = Claim['value']
type Filter = Extract<Source, { kind: 'groups' }>['filter']
type Attribute = Extract<Source, { kind: 'profile' }>['attribute']

export const NEW_CLAIM: Claim = {
  name: '',
  token: 'access_token',
  value: { kind: 'text', text: '' },
  scopes: [],
  active: true,
}
export const FILTERS: { value: Filter; label: string }[] = [
  { value: 'STARTS_WITH', label: 'Starts with' },
  { value: 'EQUALS', label: 'Equals' },
  { value: 'CONTAINS', label: 'Contains' },
  { value: 'REGEX', label: 'Matches regex' },
]
const ATTRIBUTES: Record<Attribute, string> = {
  login: 'Login',
  email: 'E-mail',
  displayName: 'Display name',
  givenName: 'Given name',
  middleName: 'Middle name',
  familyName: 'Family name',
  nickname: 'Nickname',
  profileUrl: 'Profile address',
  picture: 'Picture',
  website: 'Website',
  gender: 'Gender',
  birthdate: 'Date of birth',
  zoneinfo: 'Time zone',
  locale: 'Language',
  phoneNumber: 'Phone number',
}
const EMPTY: Record<Source['kind'], Source> = {
  text: { kind: 'text', text: '' },
  profile: { kind: 'profile', attribute: 'login' },
  groups: { kind: 'groups', filter: 'STARTS_WITH', value: '' },
}

export function ClaimDialog(props: {
  before: Claim
  isNew: boolean
  /** The server's own. */
  scopes: readonly string[]
  onClose: () => void
  onSave: (claim: Claim) => Promise<unknown>
}) {
  const [claim, setClaim] = useState(props.before)
  const set = (change: Partial<Claim>) => setClaim({ ...claim, ...change })
  return (
    <EntryDialog
      title={props.isNew ? 'Add claim' : `Edit ${props.before.name}`}
      isChanged={claim !== props.before}
      onClose={props.onClose}
      onSave={() => props.onSave(claim)}
    >
      <TextInput
        label="Name"
        withAsterisk
        data-autofocus
        value={claim.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Select
        label="Include in"
        description="What an ID token carries, userinfo answers as well."
        allowDeselect={false}
        data={[
          { value: 'access_token', label: 'Access token' },
          { value: 'id_token', label: 'ID token' },
        ]}
        value={claim.token}
        onChange={(token) => set({ token: token === 'id_token' ? 'id_token' : 'access_token' })}
      />
      <SourceFields value={claim.value} onChange={(value) => set({ value })} />
      <ScopePicker
        label="Only with one of these scopes"
        description="With any request, when there is none."
        own={props.scopes}
        value={claim.scopes}
        onChange={(scopes) => set({ scopes })}
      />
    </EntryDialog>
  )
}

function SourceFields({ value, onChange }: { value: Source; onChange: (value: Source) => void }) {
  return (
    <>
      <Select
        label="Value"
        allowDeselect={false}
        data={[
          { value: 'text', label: 'A fixed text' },
          { value: 'profile', label: 'Something of the person’s profile' },
          { value: 'groups', label: 'The person’s groups, by a filter' },
        ]}
        value={value.kind}
        onChange={(kind) => onChange(EMPTY[kind as Source['kind']])}
      />
      {value.kind === 'text' && (
        <TextInput
          label="Text"
          value={value.text}
          onChange={(event) => onChange({ ...value, text: event.currentTarget.value })}
        />
      )}
      {value.kind === 'profile' && (
        <Select
          label="Attribute"
          allowDeselect={false}
          data={Object.entries(ATTRIBUTES).map(([name, label]) => ({ value: name, label }))}
          value={value.attribute}
          onChange={(attribute) => onChange({ ...value, attribute: attribute as Attribute })}
        />
      )}
      {value.kind === 'groups' && (
        <>
          <Select
            label="Filter"
            allowDeselect={false}
            data={FILTERS}
            value={value.filter}
            onChange={(filter) => onChange({ ...value, filter: filter as Filter })}
          />
          <TextInput
            label="Compared with"
            description="At most a hundred groups are told."
            value={value.value}
            onChange={(event) => onChange({ ...value, value: event.currentTarget.value })}
          />
        </>
      )}
    </>
  )
}
