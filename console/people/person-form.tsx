import { Checkbox, Select, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { Versioned } from '../api/client.ts'
import { EditForm, Label } from '../parts/edit-form.tsx'
import { Section } from '../parts/section.tsx'
import { useEdited } from '../parts/use-edited.ts'
import { mayHelp, mayWrite } from '../start.ts'
import {
  changePerson,
  isRole,
  PEOPLE_LIST,
  type Person,
  personKey,
  ROLES,
  readPerson,
} from './person-api.ts'

type Values = {
  login: string
  email: string
  emailVerified: boolean
  givenName: string
  familyName: string
  role: Person['role']
}

const NAMES: Record<keyof Values, string> = {
  login: 'Login',
  email: 'E-mail address',
  emailVerified: 'The address was checked',
  givenName: 'Given name',
  familyName: 'Family name',
  role: 'Role',
}

const versionOf = ({ value, etag }: Versioned<Person>): Versioned<Values> => ({
  value: {
    login: value.login,
    email: value.email,
    emailVerified: value.emailVerified,
    givenName: value.profile.givenName ?? '',
    familyName: value.profile.familyName ?? '',
    role: value.manualRole,
  },
  etag,
})

export function PersonForm({ loaded }: { loaded: Versioned<Person> }) {
  const { id, role, manualRole } = loaded.value
  const queries = useQueryClient()
  const remember = (now: Versioned<Person>) => {
    queries.setQueryData(personKey(id), now)
    void queries.invalidateQueries({ queryKey: PEOPLE_LIST })
    return versionOf(now)
  }
  const edited = useEdited<Values>({
    loaded: versionOf(loaded),
    fieldOf: (path) => path.replace(/^profile\./, ''),
    reload: async () => remember(await readPerson(id)),
    save: async (changed, etag, all) => {
      const { givenName, familyName, ...own } = changed
      const isRenamed = givenName !== undefined || familyName !== undefined
      const body = { ...own, ...(isRenamed && { profile: profileOf(loaded.value, all) }) }
      return remember(await changePerson(id, etag, body))
    },
  })
  const { form } = edited
  const text = (key: 'login' | 'email' | 'givenName' | 'familyName') => (
    <TextInput
      label={<Label text={NAMES[key]} changed={edited.isChanged(key)} />}
      autoComplete="off"
      {...form.getInputProps(key)}
    />
  )
  return (
    <EditForm edited={edited} labels={NAMES} readOnly={!mayHelp}>
      <Section title="Profile">
        <Stack gap="lg">
          {text('givenName')}
          {text('familyName')}
          {text('login')}
          {text('email')}
          <Checkbox
            label={<Label text={NAMES.emailVerified} changed={edited.isChanged('emailVerified')} />}
            description="Applications are told that the address belongs to this person."
            {...form.getInputProps('emailVerified', { type: 'checkbox' })}
          />
          <Select
            label={<Label text={NAMES.role} changed={edited.isChanged('role')} />}
            description={
              role === manualRole
                ? 'What they may do in this console.'
                : `What they may do in this console. A connection’s claims make them ${role} now, whatever is chosen here.`
            }
            data={ROLES}
            disabled={!mayWrite}
            value={form.getValues().role}
            error={form.errors.role}
            onChange={(chosen) => isRole(chosen) && form.setFieldValue('role', chosen)}
          />
        </Stack>
      </Section>
    </EditForm>
  )
}

/** The whole profile, since the API replaces it; a name made of the parts follows them. */
function profileOf({ profile }: Person, { givenName, familyName }: Values): Person['profile'] {
  const { name: _, givenName: __, familyName: ___, ...rest } = profile
  const parts = { ...(givenName && { givenName }), ...(familyName && { familyName }) }
  return { ...rest, ...parts }
}
