import { PasswordInput, Radio, Select, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { Refused } from '../api/refused.ts'
import { CreationForm } from '../parts/creation-form.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { leaveFreely } from '../parts/unsaved.tsx'
import { useCreation } from '../parts/use-creation.ts'
import { mayWrite } from '../start.ts'
import {
  createPasswordLink,
  createPerson,
  isRole,
  PEOPLE_LIST,
  type Person,
  ROLES,
} from './person-api.ts'
import { tellLink } from './told-links.ts'

/** How somebody who is new gets in for the first time. */
type Way = 'invitation' | 'password' | 'connection'
const isWay = (text: string): text is Way => ['invitation', 'password', 'connection'].includes(text)

const NOBODY = {
  login: '',
  givenName: '',
  familyName: '',
  way: 'invitation' as Way,
  password: '',
  role: 'member' as Person['role'],
}

export function AddPerson() {
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  const creation = useCreation({
    initial: NOBODY,
    fieldOf: (path) => path.replace(/^profile\./, ''),
    create: async ({ login, givenName, familyName, way, password, role }) => {
      if (login.trim() === '') throw withoutAddress
      const isInvited = way === 'invitation'
      const made = await createPerson({
        login: login.trim(),
        profile: { ...(givenName && { givenName }), ...(familyName && { familyName }) },
        ...(mayWrite && { role }),
        ...(way === 'password' && { password }),
        ...(isInvited && { status: 'staged' as const }),
      })
      if (isInvited) await invite(made.id)
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
        <WayIn
          value={form.getValues().way}
          onChange={(way) => isWay(way) && form.setFieldValue('way', way)}
        />
        {form.getValues().way === 'password' && (
          <PasswordInput
            label="Password"
            description="8 characters or more. You will know it too."
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
        )}
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

const detail = 'Give their e-mail address.'
const withoutAddress = new Refused({
  status: 400,
  detail,
  errors: [{ path: 'login', message: detail }],
})

/** The person is there, with a link or without: their screen offers it again. */
async function invite(id: string): Promise<void> {
  await createPasswordLink(id).then(
    (link) => tellLink(id, link),
    () => undefined,
  )
}

function WayIn(props: { value: Way; onChange: (way: string) => void }) {
  return (
    <Radio.Group label="How they get in" {...props}>
      <Stack gap="xs" mt="xs">
        <Radio
          value="invitation"
          label="By an invitation link"
          description="You get a link to send them; they choose a password."
        />
        <Radio
          value="connection"
          label="Through a connection"
          description="They sign in where your company does, and have no password here."
        />
        <Radio value="password" label="With a password that you set" />
      </Stack>
    </Radio.Group>
  )
}
