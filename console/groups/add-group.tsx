import { TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { CreationForm } from '../parts/creation-form.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { leaveFreely } from '../parts/unsaved.tsx'
import { useCreation } from '../parts/use-creation.ts'
import { createGroup, GROUPS_LIST } from './group-api.ts'

export function AddGroup() {
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  const creation = useCreation({
    initial: { name: '', description: '' },
    create: async (values) => {
      const made = await createGroup(values)
      await queries.invalidateQueries({ queryKey: GROUPS_LIST })
      leaveFreely(() => navigate(`/groups/${made.id}`))
    },
  })
  const { form } = creation
  return (
    <>
      <ScreenHead title="Add group" back={{ label: 'Groups', path: '/groups' }} />
      <CreationForm creation={creation} act="Add group">
        <TextInput
          label="Name"
          description="Applications are told this name, where a groups claim is set up."
          withAsterisk
          {...form.getInputProps('name')}
        />
        <TextInput label="Description" {...form.getInputProps('description')} />
      </CreationForm>
    </>
  )
}
