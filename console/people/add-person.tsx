import { PasswordInput, Select, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { CreationForm } from '../parts/creation-form.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { leaveFreely } from '../parts/unsaved.tsx'
import { useCreation } from '../parts/use-creation.ts'
import { mayWrite } from '../start.ts'
import { createPerson, isRole, PEOPLE_LIST, type Person, ROLES } from './person-api.ts'

const NOBODY = {
  login: '',
  givenName: '',
  familyName: '',
  password: '',
  role: 'member' as Person['role'],
}

export function AddPerson() {
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  const creation = useCreation({
    initial: NOBODY,
    fieldOf: (path) => path.replace(/^profile\./, ''),
    create: async ({ login, givenName, familyName, password, role }) => {
      const made = await createPerson({
        login: login.trim(),
        profile: { ...(givenName && { givenName }), ...(familyName && { familyName }) },
        ...(mayWrite && { role }),
        ...(password && { password }),
      })
      await queries.invalidateQueries({ queryKey: PEOPLE_LIST })
      leaveFreely(() => navigate(`/people/${made.id}`))
    },
  })
  const { form } = creation
  return (
    <>
      <ScreenHead title="Add person" back={{ label: 'People', path: '/people' }} />
      <CreationForm creation={creation} act="Add person">
        <TextInput
          label="E-mail address"
          description="Also what they type to sign in."
          type="email"
          autoComplete="off"
          withAsterisk
          {...form.getInputProps('login')}
        />
        <TextInput label="Given name" autoComplete="off" {...form.getInputProps('givenName')} />
        <TextInput label="Family name" autoComplete="off" {...form.getInputProps('familyName')} />
        <PasswordInput
          label="Password"
          description="Leave it empty for somebody who comes through a connection."
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
        {mayWrite && (
          <Select
            label="Role"
            data={ROLES}
            value={form.getValues().role}
            error={form.errors.role}
            onChange={(role) => isRole(role) && form.setFieldValue('role', role)}
          />
        )}
      </CreationForm>
    </>
  )
}
