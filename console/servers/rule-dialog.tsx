import { Checkbox, NumberInput, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Schemas } from '../api/schema.d.ts'
import { GroupPicker, PeoplePicker } from '../parts/pickers.tsx'
import { EntryDialog } from './entry-dialog.tsx'
import { ScopePicker } from './scope-picker.tsx'

export type Rule = Schemas['AccessRule']
type Lifetime = 'accessTokenMs' | 'refreshTokenMs' | 'refreshTokenIdleMs'

export const GRANTS: { value: Rule['grantTypes'][number]; label: string }[] = [
  { value: 'authorization_code', label: 'Authorization Code' },
  { value: 'implicit', label: 'Implicit (hybrid)' },
  { value: 'client_credentials', label: 'Client Credentials' },
  { value: 'urn:ietf:params:oauth:grant-type:device_code', label: 'Device Authorization' },
]
export const NEW_RULE: Rule = {
  name: '',
  active: true,
  grantTypes: ['authorization_code'],
  people: 'everyone',
  scopes: 'any',
}
const MINUTE_MS = 60_000

export function RuleDialog(props: {
  before: Rule
  isNew: boolean
  /** The server's own. */
  scopes: readonly string[]
  onClose: () => void
  onSave: (rule: Rule) => Promise<unknown>
}) {
  const [rule, setRule] = useState(props.before)
  const set = (change: Partial<Rule>) => setRule({ ...rule, ...change })
  return (
    <EntryDialog
      title={props.isNew ? 'Add rule' : `Edit ${props.before.name}`}
      isChanged={rule !== props.before}
      onClose={props.onClose}
      onSave={() => props.onSave(rule)}
    >
      <TextInput
        label="Name"
        withAsterisk
        data-autofocus
        value={rule.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Checkbox.Group
        label="Grant type is"
        description="A refresh goes by the grant that it began with."
        value={rule.grantTypes}
        onChange={(chosen) =>
          set({
            grantTypes: GRANTS.map(({ value }) => value).filter((one) => chosen.includes(one)),
          })
        }
      >
        <Stack gap="xs" mt="xs">
          {GRANTS.map(({ value, label }) => (
            <Checkbox key={value} value={value} label={label} />
          ))}
        </Stack>
      </Checkbox.Group>
      <PeopleFields people={rule.people} onChange={(people) => set({ people })} />
      <Stack gap="sm">
        <Checkbox
          label="Any scope"
          checked={rule.scopes === 'any'}
          onChange={(event) => set({ scopes: event.currentTarget.checked ? 'any' : [] })}
        />
        {rule.scopes !== 'any' && (
          <ScopePicker
            label="Scopes"
            description="Everything that is asked for must be among them, openid too."
            own={props.scopes}
            value={rule.scopes}
            onChange={(scopes) => set({ scopes })}
          />
        )}
      </Stack>
      <LifetimeFields rule={rule} onChange={setRule} />
    </EntryDialog>
  )
}

function PeopleFields(props: { people: Rule['people']; onChange: (p: Rule['people']) => void }) {
  const { people, onChange } = props
  return (
    <Stack gap="sm">
      <Checkbox
        label="Everyone who is assigned to the application"
        checked={people === 'everyone'}
        onChange={(event) =>
          onChange(event.currentTarget.checked ? 'everyone' : { users: [], groups: [] })
        }
      />
      {people !== 'everyone' && (
        <>
          <GroupPicker
            value={people.groups}
            onChange={(groups) => onChange({ ...people, groups })}
          />
          <PeoplePicker value={people.users} onChange={(users) => onChange({ ...people, users })} />
        </>
      )}
    </Stack>
  )
}

function LifetimeFields({ rule, onChange }: { rule: Rule; onChange: (rule: Rule) => void }) {
  const minutes = (key: Lifetime, label: string, placeholder: string) => (
    <NumberInput
      label={label}
      placeholder={placeholder}
      min={1}
      allowDecimal={false}
      value={rule[key] === undefined ? '' : rule[key] / MINUTE_MS}
      onChange={(value) => {
        const { [key]: _, ...rest } = rule
        onChange(value === '' ? rest : { ...rest, [key]: Number(value) * MINUTE_MS })
      }}
    />
  )
  return (
    <>
      {minutes('accessTokenMs', 'Access tokens live, in minutes', 'As the server says')}
      {minutes('refreshTokenMs', 'Refresh tokens live, in minutes', 'As the server says')}
      {minutes('refreshTokenIdleMs', 'Refresh tokens may lie unused, in minutes', 'All their life')}
    </>
  )
}
